using System.Numerics.Tensors;

namespace LagrangeMLNet.Control.Sequences;

/// <summary>
/// FOGAS, gradient ascent in the space of feature occupancies λ = E_π[φ(s, a)] on the primal-dual form of the linear program of optimal
/// control (Neu and Okolo, Offline RL via feature-occupancy gradient ascent, AISTATS 2025; arXiv 2405.13755). For a policy the two inner
/// players have a saddle point in closed form, and here each step takes it rather than a gradient step towards it: the occupancy
/// is that of the projected equations, x = A⁻ᵀ·c, and the values are the least that are consistent with the log,
/// θ = A⁻¹·b − z·σ·A⁻¹·(G·x)/√(xᵀ·G·x), σ² the variance of Bellman's errors: the radius z of their Fisher ellipsoid stands for the paper's
/// stabiliser, and the value at the start is the lower confidence bound. The policy's step is the paper's, a natural gradient: its scores
/// rise by α·θ, with α growing as temperatures fall. Covering the one direction x suffices.
/// </summary>
/// <param name="system">Bellman's equations, with their Fisher metric.</param>
/// <param name="episodes">Episodes whose starts the policy is judged from.</param>
/// <param name="actions">Number of actions.</param>
/// <param name="start">The policy it starts from.</param>
/// <param name="radius">z, in standard errors.</param>
/// <param name="checkAlive">Throws when the caller asks for an end.</param>
internal sealed class FeatureOccupancyAscent(
    BellmanSystem system, IReadOnlyList<int> episodes, int actions, SoftPolicy start, double radius, Action checkAlive) : IPolicyPath
{
    private SoftPolicy _policy = start;
    private SoftPolicy _before = start;
    private double _temperature;

    public int Iterations { get; private set; }

    public bool HasConverged => true;

    public SoftPolicy Next(double temperature)
    {
        (_before, _temperature) = (_policy, temperature);
        return Step(system, episodes);
    }

    public SoftPolicy Refine(BellmanSystem system, IReadOnlyList<int> episodes)
    {
        _policy = _before;
        return Step(system, episodes);
    }

    private SoftPolicy Step(BellmanSystem system, IReadOnlyList<int> episodes)
    {
        checkAlive();
        var next = system.NextPolicy(_policy.AtRow);
        var solve = system.Solver(next);
        var values = solve(system.RightSide(), null, false);
        var occupancy = solve(system.Target(episodes, _policy.AtRow), null, true);
        var lowered = system.Lower(occupancy);
        double square = TensorPrimitives.Dot<double>(lowered, occupancy);
        if (square > 0)
        {
            double variance = TensorPrimitives.SumOfSquares<double>(system.Errors(next, values)) / system.Rows;
            double reach = radius * Math.Sqrt(variance / square);
            TensorPrimitives.MultiplyAdd(solve(lowered, null, false), -reach, values, values);
        }

        _policy = _policy.Climb(actions, values, _temperature);
        Iterations++;
        return _policy;
    }
}
