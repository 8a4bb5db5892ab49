using TorchSharp;

namespace LagrangeMLNet.Optimizers;

/// <summary>A step whose length is found from the motion so far; nothing is scheduled, and no end has to be known.</summary>
/// <remarks>
/// <para>
/// Let u_i = F^(−p)∇ℓ be the directions so far. Had all pointed the same way, the length η that covers the distance D from the origin to
/// where the floor lies would be D/Σ|u|; as noise turns them, a walk of n steps comes only η·√(Σ|u|²) far. So η_t = r_t/√(Σ_{i≤t} |u_i|²),
/// with r_t the largest distance from the origin seen, standing for the D not known: while directions agree r grows
/// exponentially (Ivgi, Hinder and Carmon, DoG is SGD's Best Friend, 2023, here in the coordinates of the metric and tensor by tensor).
/// Once they only vary at random, the walk itself still counts as distance, so that η falls more slowly than 1/√t, and it is the mean of
/// the path, below, that settles.
/// </para>
/// <para>
/// The steps move a point z; x is the mean of its path, and the parameters y = (1 − β)·z + β·x are where gradients are taken (Defazio et
/// al., The Road Less Scheduled, 2024). The mean decelerates by itself, as a schedule's decay does; late points count more, with weight
/// t²·r_t². With β = 0.8 y is so near to x that it needs no exchange before a module is used. x isn't stored: with c = w_t/Σw,
/// y ← y + c·(z − y) + η·(β·(1 − c) − 1)·u and z ← z − η·u.
/// </para>
/// </remarks>
internal static class KinematicStep
{
    /// <summary>First r, as a share of the tensor's own size.</summary>
    private const double FirstDistance = 0.05;

    /// <summary>Size (root of the mean square) that a tensor is taken to have at least: zeros, as of biases, say nothing.</summary>
    private const double SmallestSize = 0.01;

    /// <summary>Exponent of t in the weights of the path's mean.</summary>
    private const double WeightPower = 2;

    /// <summary>
    /// Steps after which distance and effort are measured only every <see cref="MeasuringInterval"/> steps: they change slowly.
    /// </summary>
    private const int EarlySteps = 32;

    private const int MeasuringInterval = 4;

    /// <summary>Moves tensors that share one step length: each for itself, or with the full metric all of a group.</summary>
    public static void Take(ReadOnlySpan<Move> moves, LagrangianOptions options)
    {
        PathLength path = moves[0].State.Path;
        long step = moves[0].State.Steps;
        var directions = new torch.Tensor[moves.Length];
        for (int i = 0; i < moves.Length; i++)
        {
            (ParameterState state, torch.Tensor parameter, Direction direction) = moves[i];
            directions[i] = direction.ToTensor();
            if (options.WeightDecay != 0)
            {
                using Scalar decay = options.WeightDecay.ToScalar();
                directions[i] = directions[i].add(parameter, alpha: decay);
            }

            if (state.Path.Point.Value is null)
            {
                state.Path.Point.Set(parameter.detach().clone());
                state.Path.Origin.Set(parameter.detach().clone());
            }
        }

        if (step <= EarlySteps || step % MeasuringInterval == 0)
            Measure(moves, directions, path, step <= EarlySteps ? 1 : MeasuringInterval);
        if (!(path.Effort > 0))
            return;
        double eta = options.LearningRate!.Value * path.Brake * path.Distance / Math.Sqrt(path.Effort);
        double weight = path.Distance * path.Distance * Math.Pow(step, WeightPower);
        path.Weight += weight;
        double c = weight / path.Weight, beta = options.MomentumOrDefault;
        for (int i = 0; i < moves.Length; i++)
        {
            torch.Tensor point = moves[i].State.Path.Point.Value!;
            FusedLoops.Advance(moves[i].Parameter, point, directions[i], c, eta * ((beta * (1 - c)) - 1), -eta);
        }
    }

    /// <summary>Measures how far the parameters are from the origin, and how large the directions are.</summary>
    private static void Measure(ReadOnlySpan<Move> moves, torch.Tensor[] directions, PathLength path, int stepsSinceLast)
    {
        double count = 0, effort = 0, distance = 0, size = 0;
        bool isFirst = path.Distance == 0;
        for (int i = 0; i < moves.Length; i++)
        {
            torch.Tensor origin = moves[i].State.Path.Origin.Value!;
            count += origin.numel();
            effort += FusedLoops.SumOfSquares(directions[i]);
            distance += FusedLoops.SquaredDistance(moves[i].Parameter, origin);
            if (isFirst)
                size += FusedLoops.SumOfSquares(origin);
        }

        if (isFirst)
            path.Distance = FirstDistance * Math.Max(Math.Sqrt(size / count), SmallestSize);
        path.Distance = Math.Max(path.Distance, Math.Sqrt(distance / count));
        path.Effort += stepsSinceLast * effort / count;
    }
}
