using TorchSharp;
using TorchSharp.Modules;

namespace LagrangeMLNet.Optimizers;

/// <summary>
/// Steps along the stationary path of the Learning Lagrangian, θ̇ = −F^(−p)∇ℓ (arXiv 2509.21049), for the parameters of any TorchSharp
/// module. Used as every optimizer of <c>torch.optim</c>; no learning rate and no schedule has to be set.
/// </summary>
public sealed class LagrangianOptimizer : OptimizerHelper
{
    /// <summary>Steps in a row with a gradient that is not finite, after which the optimizer gives up.</summary>
    private const int MostNotFinite = 10;

    private readonly FisherStructure _structure;
    private readonly HashSet<IntPtr> _known = [];
    private int _count;

    private LagrangianOptimizer(FisherStructure structure, IEnumerable<ParamGroup> groups, LagrangianOptions? options)
    {
        ArgumentNullException.ThrowIfNull(groups);
        Runtime.TorchRuntime.EnsureAvailable();
        _structure = structure;
        _defaults = options?.Copy() ?? new LagrangianOptions();
        _parameter_groups = [];
        foreach (ParamGroup group in groups)
            add_param_group(group);
        if (_count == 0)
            throw OptimizerErrors.NoParameters();
    }

    /// <summary>What is kept of the Fisher information.</summary>
    public FisherStructure Structure => _structure;

    /// <summary>Steps that were skipped because a gradient held a NaN or an infinity.</summary>
    public long SkippedSteps { get; private set; }

    /// <summary>The diagonal metric: with exponent 1/2 RMSprop's and Adam's.</summary>
    /// <param name="parameters">Parameters to learn; those that are frozen may be among them.</param>
    /// <param name="options">Settings; null for the defaults, with which nothing has to be set.</param>
    public static LagrangianOptimizer Diagonal(IEnumerable<Parameter> parameters, LagrangianOptions? options) =>
        Diagonal(One(parameters), options);

    /// <inheritdoc cref="Diagonal(IEnumerable{Parameter}, LagrangianOptions?)"/>
    public static LagrangianOptimizer Diagonal(IEnumerable<Parameter> parameters) => Diagonal(One(parameters), null);

    /// <summary>The diagonal metric, with settings for each group of parameters.</summary>
    /// <param name="groups">Groups of parameters, each with settings of its own or, without them, those of the optimizer.</param>
    /// <param name="options">Settings of the groups that have none.</param>
    public static LagrangianOptimizer Diagonal(IEnumerable<ParamGroup> groups, LagrangianOptions? options) =>
        new(FisherStructure.Diagonal, groups, options);

    /// <summary>The Kronecker-factored metric, matrix by matrix.</summary>
    /// <inheritdoc cref="Diagonal(IEnumerable{Parameter}, LagrangianOptions?)"/>
    public static LagrangianOptimizer Kronecker(IEnumerable<Parameter> parameters, LagrangianOptions? options) =>
        Kronecker(One(parameters), options);

    /// <inheritdoc cref="Kronecker(IEnumerable{Parameter}, LagrangianOptions?)"/>
    public static LagrangianOptimizer Kronecker(IEnumerable<Parameter> parameters) => Kronecker(One(parameters), null);

    /// <summary>The Kronecker-factored metric, with settings for each group of parameters.</summary>
    /// <param name="groups">Groups of parameters, each with settings of its own or, without them, those of the optimizer.</param>
    /// <param name="options">Settings of the groups that have none.</param>
    public static LagrangianOptimizer Kronecker(IEnumerable<ParamGroup> groups, LagrangianOptions? options) =>
        new(FisherStructure.Kronecker, groups, options);

    /// <summary>The full metric, P × P numbers for the P parameters of a group.</summary>
    /// <inheritdoc cref="Diagonal(IEnumerable{Parameter}, LagrangianOptions?)"/>
    public static LagrangianOptimizer Full(IEnumerable<Parameter> parameters, LagrangianOptions? options) =>
        Full(One(parameters), options);

    /// <inheritdoc cref="Full(IEnumerable{Parameter}, LagrangianOptions?)"/>
    public static LagrangianOptimizer Full(IEnumerable<Parameter> parameters) => Full(One(parameters), null);

    /// <summary>The full metric, with settings for each group of parameters.</summary>
    /// <param name="groups">Groups of parameters, each with settings of its own or, without them, those of the optimizer.</param>
    /// <param name="options">Settings of the groups that have none.</param>
    public static LagrangianOptimizer Full(IEnumerable<ParamGroup> groups, LagrangianOptions? options) =>
        new(FisherStructure.Full, groups, options);

    /// <summary>Adds a group of parameters; its options must be <see cref="LagrangianOptions"/>, or null for the optimizer's.</summary>
    /// <param name="param_group">The group. Its parameters are read once.</param>
    /// <exception cref="ArgumentException">
    /// A parameter is in the optimizer already, or the group is too large for the full metric.
    /// </exception>
    /// <exception cref="NotSupportedException">A parameter is not a real floating-point tensor.</exception>
    public override void add_param_group(ParamGroup param_group)
    {
        ArgumentNullException.ThrowIfNull(param_group);
        var options = param_group.Options switch
        {
            null => ((LagrangianOptions)_defaults).Copy(),
            LagrangianOptions own => own,
            { } other => throw OptimizerErrors.OtherKind(other.GetType()),
        };
        Parameter[] parameters = [.. param_group.Parameters ?? throw OptimizerErrors.NoParameters()];
        Check(parameters, options);
        options.Settle();
        param_group.Options = options;
        param_group.Parameters = parameters;
        _parameter_groups.Add(param_group);
        for (int i = 0; i < parameters.Length; i++)
        {
            _known.Add(parameters[i].Handle);
            var state = new ParameterState(parameters[i], _structure, _count++) { IsLeader = i == 0 };
            _state[parameters[i].Handle] = state;
            state.Initialize(options);
        }
    }

    /// <summary>
    /// One step. Parameters without a gradient stay where they are. A gradient that holds a NaN or an infinity makes the whole step be
    /// skipped: nothing changes but <see cref="SkippedSteps"/>.
    /// </summary>
    /// <param name="closure">Computes the loss and its gradients; usually null, because both were computed before.</param>
    /// <returns>What the closure returned.</returns>
    /// <exception cref="InvalidOperationException">Gradients were not finite in ten steps in a row, or the Fisher information is to be
    /// exact and was never observed.</exception>
    public override torch.Tensor step(Func<torch.Tensor>? closure = null)
    {
        torch.Tensor? loss = null;
        if (closure is not null)
        {
            using var _ = torch.enable_grad();
            loss = closure();
        }

        using (torch.no_grad())
        using (torch.NewDisposeScope())
        {
            var groups = _parameter_groups.Select(group => (Options: (LagrangianOptions)group.Options, Moves: Gradients(group))).ToArray();
            if (AreFinite(groups.SelectMany(group => group.Moves)))
            {
                foreach ((LagrangianOptions options, (ParameterState, torch.Tensor)[] moves) in groups)
                    Step(options, moves);
            }
        }

        return loss!;
    }

    /// <summary>
    /// Takes the gradient of a loss on labels drawn from the model (<see cref="ModelSample"/>) into the Fisher information of all groups
    /// whose <see cref="LagrangianOptions.Information"/> is exact. The gradients that are there for the next step stay as they are.
    /// </summary>
    /// <param name="sampledLoss">The mean loss of a mini-batch, on drawn labels.</param>
    /// <param name="rows">
    /// Rows in the mini-batch. The mean gradient on drawn labels has covariance F/rows, because their expectation is 0; it is scaled back,
    /// so that F is that of one observation.
    /// </param>
    public void ObserveFisher(Func<torch.Tensor> sampledLoss, long rows)
    {
        ArgumentNullException.ThrowIfNull(sampledLoss);
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        using var scope = torch.NewDisposeScope();
        ParameterState[] states = [.. _parameter_groups
            .Where(group => ((LagrangianOptions)group.Options).Information == FisherInformation.Exact)
            .SelectMany(group => group.Parameters)
            .Where(parameter => parameter.requires_grad)
            .Select(parameter => (ParameterState)_state[parameter.Handle])];
        if (states.Length == 0)
            return;
        IList<torch.Tensor> sampled;
        using (torch.enable_grad())
        {
            sampled = torch.autograd.grad([sampledLoss()], [.. states.Select(state => (torch.Tensor)state.Parameter)], allow_unused: true);
        }

        using var _ = torch.no_grad();
        using Scalar scale = Math.Sqrt(rows).ToScalar();
        (ParameterState State, torch.Tensor Gradient)[] scaled =
            [.. states.Zip(sampled).Where(pair => pair.Second is not null).Select(pair => (pair.First, Dense(pair.Second) * scale))];
        if (!AreFinite(scaled))
            return;
        foreach (ParamGroup group in _parameter_groups)
        {
            var options = (LagrangianOptions)group.Options;
            if (options.Information == FisherInformation.Exact)
                Observe(options, [.. scaled.Where(pair => group.Parameters.Any(p => p.Handle == pair.State.Parameter.Handle))]);
        }
    }

    /// <summary>Restores a state that <c>save_state_dict</c> wrote.</summary>
    /// <param name="reader">Where the state is read from.</param>
    /// <exception cref="InvalidDataException">It is cut off, or of another architecture. The optimizer is then as it was.</exception>
    public new void load_state_dict(BinaryReader reader)
    {
        using var before = new MemoryStream();
        using (var writer = new BinaryWriter(before, System.Text.Encoding.UTF8, leaveOpen: true))
            save_state_dict(writer);
        try
        {
            base.load_state_dict(reader);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            before.Position = 0;
            using var restore = new BinaryReader(before);
            base.load_state_dict(restore);
            throw error is OtherStateException other ? other.Complaint : OptimizerErrors.CheckpointUnreadable(error);
        }
    }

    /// <inheritdoc cref="load_state_dict(BinaryReader)"/>
    /// <param name="location">Name of a file.</param>
    public new void load_state_dict(string location)
    {
        using FileStream stream = File.OpenRead(location);
        using var reader = new BinaryReader(stream);
        load_state_dict(reader);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (!disposing || _parameter_groups is null)
            return;
        foreach (Parameter parameter in parameters())
            ((ParameterState)_state[parameter.Handle]).Dispose();
    }

    private static ParamGroup[] One(IEnumerable<Parameter> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        return [new ParamGroup { Parameters = parameters }];
    }

    /// <summary>
    /// In single precision at least, and dense: the gradient of a sparse embedding is mostly zeros, which are right here.
    /// </summary>
    private static torch.Tensor Dense(torch.Tensor gradient)
    {
        torch.Tensor dense = gradient.is_sparse ? gradient.to_dense() : gradient;
        return IsHalf(dense.dtype) ? dense.to(torch.ScalarType.Float32) : dense;
    }

    private static bool IsHalf(torch.ScalarType type) => type is torch.ScalarType.Float16 or torch.ScalarType.BFloat16;

    private (ParameterState State, torch.Tensor Gradient)[] Gradients(ParamGroup group)
    {
        var options = (LagrangianOptions)group.Options;
        var gradients = new List<(ParameterState, torch.Tensor)>();
        foreach (Parameter parameter in group.Parameters)
        {
            if (parameter.grad is { } gradient)
            {
                torch.Tensor dense = Dense(gradient);
                gradients.Add(((ParameterState)_state[parameter.Handle], options.Maximises ? -dense : dense));
            }
        }

        return [.. gradients];
    }

    private bool AreFinite(IEnumerable<(ParameterState State, torch.Tensor Gradient)> moves)
    {
        // One transfer from the device for all. Infinite where the squares overflow too, which is no better.
        (ParameterState State, torch.Tensor Gradient)[] all = [.. moves];
        if (all.Length == 0)
            return true;
        double[] norms = new double[all.Length];
        if (all.All(move => FusedLoops.IsViewable(move.Gradient)))
        {
            for (int i = 0; i < all.Length; i++)
                norms[i] = FusedLoops.SumOfSquares(all[i].Gradient);
        }
        else
        {
            torch.Device device = all[0].Gradient.device;
            norms = torch.stack(
                [.. all.Select(move => move.Gradient.norm().to(torch.ScalarType.Float64).to(device))]).data<double>().ToArray();
        }

        if (double.IsFinite(norms.Sum()))
        {
            foreach ((ParameterState state, _) in all)
                state.NotFinite = 0;
            return true;
        }

        SkippedSteps++;
        for (int i = 0; i < all.Length; i++)
        {
            ParameterState state = all[i].State;
            state.Path.Brake /= 2;
            if (!double.IsFinite(norms[i]) && ++state.NotFinite >= MostNotFinite)
                throw OptimizerErrors.NotFinite(state.Number, state.Shape, state.NotFinite);
        }

        return false;
    }

    private void Observe(LagrangianOptions options, (ParameterState State, torch.Tensor Gradient)[] moves)
    {
        if (_structure == FisherStructure.Full && moves.Length > 0)
        {
            Leader(moves[0].State).Metric!.Observe(Flat(Whole(moves)), options);
        }

        foreach ((ParameterState state, torch.Tensor gradient) in moves)
        {
            if (_structure != FisherStructure.Full)
                state.Metric!.Observe(gradient, options);
            state.Graft?.Observe(gradient, options);
        }
    }

    private void Step(LagrangianOptions options, (ParameterState State, torch.Tensor Gradient)[] moves)
    {
        if (moves.Length == 0)
            return;
        foreach ((ParameterState state, _) in moves)
            state.Steps++;
        if (options.Information == FisherInformation.Empirical)
            Observe(options, moves);

        torch.Tensor[] vectors = [.. moves.Select(move =>
            options.FindsStepLength ? move.Gradient : SetStep.Momentum(move.State, move.Gradient, options))];
        Direction[] directions = Precondition(options, [.. moves.Select(move => move.State)], vectors);
        var steps = new Move[moves.Length];
        for (int i = 0; i < moves.Length; i++)
            steps[i] = new Move(moves[i].State, Master(moves[i].State), directions[i]);
        Take(steps, options);
        foreach ((ParameterState state, torch.Tensor parameter, _) in steps)
        {
            if (!ReferenceEquals(parameter, state.Parameter))
                state.Parameter.copy_(parameter);
        }
    }

    private void Take(Move[] steps, LagrangianOptions options)
    {
        // The full metric tells how far each tensor should move beside the others; the other metrics know one tensor at a time.
        if (options.FindsStepLength && _structure == FisherStructure.Full)
        {
            KinematicStep.Take(steps, options);
            return;
        }

        for (int i = 0; i < steps.Length; i++)
        {
            if (options.FindsStepLength)
                KinematicStep.Take(steps.AsSpan(i, 1), options);
            else
                SetStep.Take(steps[i], options);
        }
    }

    private Direction[] Precondition(LagrangianOptions options, ParameterState[] states, torch.Tensor[] vectors)
    {
        var directions = new Direction[states.Length];
        if (_structure == FisherStructure.Full)
        {
            ITensorMetric metric = Leader(states[0]).Metric!;
            if (metric.Observations == 0)
                throw OptimizerErrors.NeverObserved();
            torch.Tensor moved = metric.Precondition(Flat(Whole([.. states.Zip(vectors)])), options).ToTensor();
            long start = 0;
            int next = 0;
            foreach (Parameter parameter in GroupOf(states[0]).Parameters)
            {
                long count = parameter.numel();
                if (next < states.Length && parameter.Handle == states[next].Parameter.Handle)
                    directions[next++] = new Direction(moved.narrow(0, start, count).reshape(parameter.shape));
                start += count;
            }
        }
        else
        {
            for (int i = 0; i < states.Length; i++)
            {
                if (states[i].Metric!.Observations == 0)
                    throw OptimizerErrors.NeverObserved();
                directions[i] = states[i].Metric!.Precondition(vectors[i], options);
            }
        }

        for (int i = 0; i < states.Length; i++)
        {
            if (states[i].Graft is not { } graft)
                continue;
            torch.Tensor found = directions[i].ToTensor();
            torch.Tensor length = graft.Precondition(vectors[i], options).ToTensor().norm();
            directions[i] = new Direction(found * (length / found.norm().clamp_min(HeldScalars.Least)));
        }

        return directions;
    }

    /// <summary>Gradients of all of the group's parameters, zeros for those that have none.</summary>
    private torch.Tensor[] Whole((ParameterState State, torch.Tensor Gradient)[] moves)
    {
        var whole = new List<torch.Tensor>();
        int next = 0;
        foreach (Parameter parameter in GroupOf(moves[0].State).Parameters)
        {
            whole.Add(next < moves.Length && moves[next].State.Parameter.Handle == parameter.Handle
                ? moves[next++].Gradient
                : torch.zeros_like(parameter, dtype: moves[0].Gradient.dtype));
        }

        return [.. whole];
    }

    private static torch.Tensor Flat(torch.Tensor[] tensors) => torch.cat([.. tensors.Select(tensor => tensor.reshape(-1))]);

    private ParamGroup GroupOf(ParameterState state) =>
        _parameter_groups.Single(group => group.Parameters.Any(parameter => parameter.Handle == state.Parameter.Handle));

    private ParameterState Leader(ParameterState state) => (ParameterState)_state[GroupOf(state).Parameters.First().Handle];

    /// <summary>The parameter, or what stands for it where its own type has too few digits to be moved in small steps.</summary>
    private static torch.Tensor Master(ParameterState state) => !IsHalf(state.Parameter.dtype)
        ? state.Parameter
        : state.Master.Value ?? state.Master.Set(state.Parameter.detach().to(torch.ScalarType.Float32));

    private void Check(Parameter[] parameters, LagrangianOptions options)
    {
        var seen = new HashSet<IntPtr>(_known);
        for (int i = 0; i < parameters.Length; i++)
        {
            Parameter parameter = parameters[i];
            string shape = OptimizerErrors.Show(parameter.shape);
            if (!seen.Add(parameter.Handle))
                throw OptimizerErrors.GivenTwice(_count + i, shape);
            if (parameter.dtype is not (torch.ScalarType.Float32 or torch.ScalarType.Float64) && !IsHalf(parameter.dtype))
                throw OptimizerErrors.DataType(_count + i, shape, parameter.dtype);
        }

        if (_structure != FisherStructure.Full)
            return;
        long total = parameters.Sum(parameter => parameter.numel());
        if (total > options.MaximumParameters)
            throw OptimizerErrors.TooManyForFull(total, options.MaximumParameters);
        if (parameters.Select(parameter => parameter.device.ToString()).Distinct().Count() > 1)
            throw OptimizerErrors.MixedDevices();
    }
}
