using LagrangeMLNet.Mechanics;
using LagrangeMLNet.Networks.Checkpoints;
using LagrangeMLNet.Optimizers;
using LagrangeMLNet.TorchTests.Trainers;
using LagrangeMLNet.Trainers;
using Microsoft.ML;
using Xunit;

namespace LagrangeMLNet.TorchTests.Checkpoints;

/// <summary>A fit that was interrupted goes on from its checkpoint; any other file is refused with what to do.</summary>
public sealed class CheckpointTests : TorchTest, IDisposable
{
    private static readonly MLContext Context = new(seed: 0);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("Checkpoint");

    private string Checkpoint => Path.Combine(_folder.FullName, "fit.checkpoint");

    public void Dispose() => _folder.Delete(recursive: true);

    public static TheoryData<string, int> Moments => new(
        from name in NetworkCase.Names.Select(row => row.Data)
        from state in new[] { 0, 1, 2, 6 }
        select (name, state));

    [Theory]
    [MemberData(nameof(Moments))]
    public void Interrupted_at_any_state_a_fit_ends_in_the_same_bits(string name, int state)
    {
        NetworkCase one = NetworkCase.Of(name);
        IDataView data = NetworkRow.View(Context, NetworkRow.Make(300));
        var whole = one.Trainer(Context, options => Set(options, null));
        float[][] expected = [.. one.Network(whole.Fit(data)).Values];
        Interrupt(one, data, state);

        var trainer = one.Trainer(Context, options => Set(options, Checkpoint));
        float[][] found = [.. one.Network(trainer.Fit(data)).Values];

        Assert.Equal(expected, found);
        Assert.Equal(one.Report(whole)!.Path, one.Report(trainer)!.Path);
        Assert.Equal(
            state > 0,
            one.Report(trainer)!.Remarks.Any(remark => remark.Contains("resumed from the checkpoint", StringComparison.Ordinal)));
        Assert.Empty(_folder.GetFiles());
    }

    [Fact]
    public void A_checkpoint_is_written_every_so_many_epochs()
    {
        NetworkCase one = NetworkCase.Of("binary");
        IDataView data = NetworkRow.View(Context, NetworkRow.Make(300));
        var seen = new List<(long Observations, bool HasFile)>();
        var trainer = one.Trainer(Context, options =>
        {
            Set(options, Checkpoint);
            options.CheckpointInterval = 3;
            options.Progress = new Told(state => seen.Add((state.Observations, File.Exists(Checkpoint))));
        });

        trainer.Fit(data);

        // A state is told before the checkpoint of its epoch.
        long rows = one.Report(trainer)!.Rows;
        Assert.Equal(seen.Select(state => state.Observations > 3 * rows), seen.Select(state => state.HasFile));
        Assert.Contains(true, seen.Select(state => state.HasFile));
        Assert.Empty(_folder.GetFiles());
    }

    [Fact]
    public void Validation_data_and_an_earlier_model_go_on_too()
    {
        IDataView data = NetworkRow.View(Context, NetworkRow.Make(300)), validation = NetworkRow
            .View(Context, NetworkRow.Make(100, seed: 2));
        var earlier = Regression(null, null).Fit(data);
        float[][] expected = [.. Regression(null, null).Fit(data, validation, earlier).Network.Values];
        Assert.ThrowsAny<OperationCanceledException>(() => Regression(Checkpoint, 4).Fit(data, validation, earlier));

        Assert.Equal(expected, Regression(Checkpoint, null).Fit(data, validation, earlier).Network.Values);
    }

    [Fact]
    public void Data_that_is_read_anew_in_every_epoch_goes_on_too()
    {
        IDataView data = NetworkRow.View(Context, NetworkRow.Make(40_000));
        float[][] expected = [.. Streamed(null, null).Fit(data).Network.Values];
        Assert.ThrowsAny<OperationCanceledException>(() => Streamed(Checkpoint, 2).Fit(data));
        Assert.True(File.Exists(Checkpoint));

        Assert.Equal(expected, Streamed(Checkpoint, null).Fit(data).Network.Values);

        LagrangianNetworkRegressionTrainer Streamed(string? checkpoint, int? endAt) => Regression(checkpoint, endAt, options =>
            (options.MaximumMemoryInMegabytes, options.MaximumNumberOfEpochs) = (1, 2));
    }

    [Fact]
    public void A_checkpoint_that_is_cut_off_or_changed_is_refused()
    {
        IDataView data = NetworkRow.View(Context, NetworkRow.Make(300));
        Interrupt(NetworkCase.Of("regression"), data, 3);
        byte[] whole = File.ReadAllBytes(Checkpoint);

        foreach (int length in new[] { 0, 5, 8, 19, 20, 1000, whole.Length - 1 })
        {
            File.WriteAllBytes(Checkpoint, whole[..length]);
            Refused(data, "cut off or damaged", "delete it to learn from scratch");
        }

        byte[] changed = [.. whole];
        changed[whole.Length / 2] ^= 1;
        File.WriteAllBytes(Checkpoint, changed);
        Refused(data, "its content does not agree with its hash", "delete it to learn from scratch");
        Assert.Equal(changed, File.ReadAllBytes(Checkpoint));
    }

    [Fact]
    public void A_foreign_file_is_refused_and_left_alone()
    {
        IDataView data = NetworkRow.View(Context, NetworkRow.Make(300));
        File.WriteAllText(Checkpoint, "Dear diary, today I trained no network at all.");

        Refused(data, "is not the checkpoint of a network trainer", "give another name");
        Assert.StartsWith("Dear diary", File.ReadAllText(Checkpoint), StringComparison.Ordinal);
    }

    [Fact]
    public void A_checkpoint_of_another_version_is_refused()
    {
        IDataView data = NetworkRow.View(Context, NetworkRow.Make(300));
        Interrupt(NetworkCase.Of("regression"), data, 3);
        byte[] bytes = File.ReadAllBytes(Checkpoint);
        bytes[8]++;
        File.WriteAllBytes(Checkpoint, bytes);

        Refused(data, "another version", "Found format");
    }

    public static TheoryData<string, string> Others => new()
    {
        { nameof(LagrangianNetworkOptions.Width), "of another architecture: Width was 32 and is 16 now" },
        { nameof(LagrangianNetworkOptions.Members), "of another architecture: Members was 4 and is 3 now" },
        { nameof(LagrangianNetworkOptions.Blocks), "of another architecture: Blocks was 1 and is 2 now" },
        { nameof(LagrangianNetworkOptions.EmbeddingPieces), "of another architecture: EmbeddingPieces was 8 and is 4 now" },
        { nameof(LagrangianNetworkOptions.Seed), "with other options: Seed was 0 and is 7 now" },
        { nameof(LagrangianNetworkOptions.Metric), "with other options: Metric was Kronecker and is Diagonal now" },
        { nameof(LagrangianNetworkOptions.Dropout), "with other options: Dropout was" },
        { nameof(LagrangianNetworkOptions.WeightDecay), "with other options: WeightDecay was" },
        { nameof(LagrangianNetworkOptions.BatchSize), "with other options: BatchSize was null and is 20 now" },
        { nameof(LagrangianNetworkOptions.MaximumNumberOfEpochs), "with other options: MaximumNumberOfEpochs was" },
        { nameof(LagrangianNetworkOptions.Tolerance), "with other options: Tolerance was" },
        { nameof(LagrangianNetworkOptions.HoldOutFraction), "with other options: HoldOutFraction was null and is 0.3 now" },
    };

    [Theory]
    [MemberData(nameof(Others))]
    public void A_checkpoint_of_other_options_is_refused_with_the_option_named(string property, string complaint)
    {
        IDataView data = NetworkRow.View(Context, NetworkRow.Make(300));
        Interrupt(NetworkCase.Of("regression"), data, 3);

        Refused(data, complaint, "delete the file", options => options.GetType().GetProperty(property)!.SetValue(options, property switch
        {
            "Width" => 16,
            "Members" => 3,
            "Blocks" => 2,
            "EmbeddingPieces" => 4,
            "Metric" => FisherStructure.Diagonal,
            "BatchSize" => 20,
            "Seed" => 7,
            "MaximumNumberOfEpochs" => 11,
            _ => 0.3,
        }));
    }

    [Fact]
    public void A_checkpoint_of_another_task_is_refused()
    {
        IDataView data = NetworkRow.View(Context, NetworkRow.Make(300));
        Interrupt(NetworkCase.Of("binary"), data, 3);

        Refused(data, "of another architecture: Task was Binary and is Regression now", "delete the file");
    }

    [Fact]
    public void A_checkpoint_of_other_data_is_refused()
    {
        NetworkRow[] rows = NetworkRow.Make(300);
        Interrupt(NetworkCase.Of("regression"), NetworkRow.View(Context, rows), 3);

        Refused(NetworkRow.View(Context, rows[..^40]), "on other data: the number of rows to learn from was", "delete the file");
        Refused(NetworkRow.View(Context, [.. rows[1..], rows[0]]), "on other data", "the same rows in the same order");
        Refused(NetworkRow.View(Context, NetworkRow.Make(300, seed: 2)), "on other data", "delete the file");
        Refused(
            NetworkRow.View(Context, rows),
            "on other data: the example weight column was none and is Weight now",
            "delete the file",
            options => options.ExampleWeightColumnName = nameof(NetworkRow.Weight));

        // A single value anywhere.
        rows[200].Features[3] += 1;
        Refused(NetworkRow.View(Context, rows), "on other data: the hash", "delete the file");
    }

    [Fact]
    public void A_path_where_nothing_can_be_written_is_told_before_learning()
    {
        IDataView data = NetworkRow.View(Context, NetworkRow.Make(300));
        string nowhere = Path.Combine(_folder.FullName, "no", "such", "folder", "fit.checkpoint");
        var states = new List<LearningState>();
        var trainer = NetworkCase.Of("regression").Trainer(Context, options =>
        {
            Set(options, nowhere);
            options.Progress = new Told(states.Add);
        });

        string message = Assert.Throws<IOException>(() => trainer.Fit(data)).Message;

        Assert.Contains($"'{nowhere}' cannot be written", message, StringComparison.Ordinal);
        Assert.Empty(states);
    }

    [Fact]
    public void A_folder_as_path_is_told_before_learning()
    {
        Directory.CreateDirectory(Checkpoint);
        var states = new List<LearningState>();
        var trainer = NetworkCase.Of("regression").Trainer(Context, options =>
        {
            Set(options, Checkpoint);
            options.Progress = new Told(states.Add);
        });

        string message = Assert.Throws<IOException>(() => trainer.Fit(NetworkRow.View(Context, NetworkRow.Make(300)))).Message;

        Assert.Contains("is a folder; give the name of a file", message, StringComparison.Ordinal);
        Assert.Empty(states);
    }

    [Fact]
    public void A_second_fit_on_the_same_path_is_refused_while_the_first_learns()
    {
        IDataView data = NetworkRow.View(Context, NetworkRow.Make(300));
        string? message = null;
        var first = NetworkCase.Of("regression").Trainer(Context, options =>
        {
            Set(options, Checkpoint);
            options.Progress = new Told(
                _ => message ??= Assert.Throws<InvalidOperationException>(() => Regression(Checkpoint, null).Fit(data)).Message);
        });

        first.Fit(data);

        Assert.Contains("is in use: another fit keeps its checkpoint there", message, StringComparison.Ordinal);
        Regression(Checkpoint, null).Fit(data);
        Assert.Empty(_folder.GetFiles());
    }

    public static TheoryData<string, string> Forgeries => new()
    {
        { "epoch", "after epoch -1" },
        { "weight", "a value that is not finite" },
        { "best", "a value that is not finite" },
        { "fewer", "not those of the network" },
        { "loss", "losses" },
        { "step", "its step" },
        { "path", "no state of the learning path" },
        { "rule", "stopping rule is impossible" },
        { "optimizer", "cut off or damaged" },
        { "count", "it speaks of 2147483647 values" },
    };

    [Theory]
    [MemberData(nameof(Forgeries))]
    public void A_checkpoint_whose_hash_is_right_may_still_be_impossible(string what, string complaint)
    {
        IDataView data = NetworkRow.View(Context, NetworkRow.Make(300));
        Interrupt(NetworkCase.Of("regression"), data, 3);
        byte[] whole = File.ReadAllBytes(Checkpoint);
        const int header = 20;
        byte[] payload = whole[header..^32];
        using var stream = new MemoryStream(payload);
        using var reader = new BinaryReader(stream);
        CheckpointIdentity.Read(reader);
        int place = (int)stream.Position;
        TrainingMoment moment = TrainingMoment.Read(reader);
        float[][] values = [.. moment.Values.Select(own => own.ToArray())];
        values[2][1] = float.NaN;
        using var forged = new MemoryStream();
        using (var writer = new BinaryWriter(forged))
        {
            (what switch
            {
                "epoch" => moment with { Epoch = -1 },
                "weight" => moment with { Values = values },
                "best" => moment with { Best = values },
                "fewer" => moment with { Values = [.. moment.Values.Take(1)] },
                "loss" => moment with { BestVelocity = double.NaN },
                "step" => moment with { StepFactor = double.NegativeInfinity },
                "path" => moment with { Path = [] },
                "rule" => moment with { State = moment.State with { Count = 1 << 30 } },
                "optimizer" => moment with { Optimizer = [1, 2, 3] },
                _ => moment,
            }).Write(writer);
        }

        byte[] changed = [.. payload[..place], .. forged.ToArray()];
        if (what == "count")
            BitConverter.GetBytes(int.MaxValue).CopyTo(changed, place + 24);
        File.WriteAllBytes(
            Checkpoint,
            [.. whole[..12], .. BitConverter.GetBytes((long)changed.Length), .. changed, .. System.Security.Cryptography.SHA256.HashData(changed)]);

        Refused(data, complaint, "delete it to learn from scratch");
    }

    [Fact]
    public void A_checkpoint_that_cannot_be_written_any_more_does_not_end_learning()
    {
        IDataView data = NetworkRow.View(Context, NetworkRow.Make(300));
        var trainer = NetworkCase.Of("regression").Trainer(Context, options =>
        {
            Set(options, Checkpoint);
            // Where the file should be there is a folder now.
            options.Progress = new Told(_ => Directory.CreateDirectory(Checkpoint));
        });

        trainer.Fit(data);

        Assert.Single(
            NetworkCase.Of("regression").Report(trainer)!.Remarks,
            remark => remark.Contains("could not be written", StringComparison.Ordinal));
    }

    private static void Set(LagrangianNetworkOptions options, string? checkpoint)
    {
        // The stopping rule waits for the budget: every run has as many states.
        (options.MaximumNumberOfEpochs, options.Tolerance, options.Dropout, options.CheckpointPath) = (10, 0, 0.2, checkpoint);
    }

    private static LagrangianNetworkRegressionTrainer Regression(
        string? checkpoint, int? endAt, Action<LagrangianNetworkOptions>? change = null) =>
        (LagrangianNetworkRegressionTrainer)NetworkCase.Of("regression").Trainer(Context, options =>
        {
            Set(options, checkpoint);
            change?.Invoke(options);
            if (endAt is { } state)
                EndAt(options, state);
        });

    private static void EndAt(LagrangianNetworkOptions options, int state)
    {
        var source = new CancellationTokenSource();
        options.CancellationToken = source.Token;
        options.Progress = new Told(told =>
        {
            if (told.Step == state)
                source.Cancel();
        });
    }

    /// <summary>Begins a fit and ends it after a state of the path.</summary>
    private void Interrupt(NetworkCase one, IDataView data, int state)
    {
        var trainer = one.Trainer(Context, options =>
        {
            Set(options, Checkpoint);
            EndAt(options, state);
        });
        Assert.ThrowsAny<OperationCanceledException>(() => trainer.Fit(data));
        Assert.True(File.Exists(Checkpoint) || state < 1);
    }

    private void Refused(IDataView data, string complaint, string advice, Action<LagrangianNetworkOptions>? change = null)
    {
        var trainer = NetworkCase.Of("regression").Trainer(Context, options =>
        {
            Set(options, Checkpoint);
            change?.Invoke(options);
        });
        string message = Assert.Throws<InvalidOperationException>(() => trainer.Fit(data)).Message;
        Assert.Contains(complaint, message, StringComparison.Ordinal);
        Assert.Contains(advice, message, StringComparison.Ordinal);
        Assert.Contains(Checkpoint, message, StringComparison.Ordinal);
    }

    private sealed class Told(Action<LearningState> act) : IProgress<LearningState>
    {
        public void Report(LearningState value) => act(value);
    }
}
