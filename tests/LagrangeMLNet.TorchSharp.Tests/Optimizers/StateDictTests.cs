using LagrangeMLNet.Optimizers;
using TorchSharp;
using Xunit;

namespace LagrangeMLNet.TorchTests.Optimizers;

public sealed class StateDictTests : TorchTest
{
    public static TheoryData<FisherStructure, double> Kinds
    {
        get
        {
            var kinds = new TheoryData<FisherStructure, double>();
            foreach (FisherStructure structure in Enum.GetValues<FisherStructure>())
            {
                kinds.Add(structure, 0);
                kinds.Add(structure, 1e-3);
            }

            return kinds;
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Learning_goes_on_from_a_checkpoint_as_if_nothing_had_happened(FisherStructure structure, double rate)
    {
        using var whole = new Session(structure, rate);
        whole.Learn(30);
        byte[] module = whole.SaveModule(), state = whole.SaveState();
        whole.Learn(20);

        using var resumed = new Session(structure, rate);
        resumed.LoadModule(module);
        resumed.LoadState(state);
        resumed.Learn(20);

        Assert.Equal(0, Modules.Difference(whole.Module, resumed.Module));
    }

    [Fact]
    public void A_state_can_be_handed_over_without_a_file()
    {
        using var first = new Session(FisherStructure.Kronecker, 0);
        first.Learn(15);
        using var second = new Session(FisherStructure.Kronecker, 0);
        second.LoadModule(first.SaveModule());
        second.Optimizer.load_state_dict(first.Optimizer.state_dict());
        first.Learn(15);
        second.Learn(15);

        Assert.Equal(0, Modules.Difference(first.Module, second.Module));
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(0.99)]
    public void A_checkpoint_that_is_cut_off_changes_nothing(double share)
    {
        using var saved = new Session(FisherStructure.Kronecker, 0);
        saved.Learn(15);
        byte[] state = saved.SaveState();
        using var session = new Session(FisherStructure.Kronecker, 0);
        session.Learn(3);
        byte[] before = session.SaveState();

        var error = Assert.Throws<InvalidDataException>(() => session.LoadState(state[..(int)(share * state.Length)]));

        Assert.Contains("checkpoint", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, session.SaveState());
    }

    [Fact]
    public void A_checkpoint_of_another_architecture_names_both_shapes()
    {
        using var other = torch.nn.Sequential(torch.nn.Linear(6, 11), torch.nn.Tanh(), torch.nn.Linear(11, 3));
        using var optimizer = LagrangianOptimizer.Kronecker(other.parameters());
        using var saved = new Session(FisherStructure.Kronecker, 0);
        saved.Learn(2);

        var error = Assert.Throws<InvalidDataException>(() => Session.Load(optimizer, saved.SaveState()));

        Assert.Contains("[12 × 6]", error.Message, StringComparison.Ordinal);
        Assert.Contains("[11 × 6]", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_checkpoint_of_another_metric_or_optimizer_is_refused()
    {
        using var saved = new Session(FisherStructure.Kronecker, 0);
        saved.Learn(2);
        using var diagonal = new Session(FisherStructure.Diagonal, 0);
        Assert.Contains(
            "Kronecker",
            Assert.Throws<InvalidDataException>(() => diagonal.LoadState(saved.SaveState())).Message,
            StringComparison.Ordinal);

        using var adam = torch.optim.Adam(saved.Module.parameters());
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        adam.save_state_dict(writer);
        Assert.Throws<InvalidDataException>(() => diagonal.LoadState(stream.ToArray()));
    }

    /// <summary>A module and its optimizer, with data of their own.</summary>
    private sealed class Session : IDisposable
    {
        private readonly torch.Tensor _inputs;
        private readonly torch.Tensor _labels;

        public Session(FisherStructure structure, double rate)
        {
            torch.manual_seed(11);
            (_inputs, _labels) = (Modules.Perceptron.Inputs(), Modules.Perceptron.Labels());
            Module = Modules.Perceptron.Make();
            Optimizer = KinematicStepTests.Make(
                structure, Module.parameters(), new LagrangianOptions { LearningRate = rate > 0 ? rate : null, GraftsDiagonal = rate > 0 });
        }

        public torch.nn.Module<torch.Tensor, torch.Tensor> Module { get; }

        public LagrangianOptimizer Optimizer { get; }

        public void Learn(int steps)
        {
            for (int i = 0; i < steps; i++)
                Modules.Step(Module, Optimizer, _inputs, _labels);
        }

        public byte[] SaveModule()
        {
            using var stream = new MemoryStream();
            Module.save(stream);
            return stream.ToArray();
        }

        public void LoadModule(byte[] bytes)
        {
            using var stream = new MemoryStream(bytes);
            Module.load(stream);
        }

        public byte[] SaveState()
        {
            using var stream = new MemoryStream();
            using var writer = new BinaryWriter(stream);
            Optimizer.save_state_dict(writer);
            return stream.ToArray();
        }

        public void LoadState(byte[] bytes) => Load(Optimizer, bytes);

        public static void Load(LagrangianOptimizer optimizer, byte[] bytes)
        {
            using var reader = new BinaryReader(new MemoryStream(bytes));
            optimizer.load_state_dict(reader);
        }

        public void Dispose()
        {
            Optimizer.Dispose();
            Module.Dispose();
        }
    }
}
