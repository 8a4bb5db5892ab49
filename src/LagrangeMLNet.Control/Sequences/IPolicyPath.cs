namespace LagrangeMLNet.Control.Sequences;

/// <summary>Policies from the logging one to the boldest, one after the other.</summary>
internal interface IPolicyPath
{
    /// <summary>Steps taken so far, each an exact evaluation of a policy.</summary>
    int Iterations { get; }

    /// <summary>Whether the last policy's equations came to rest.</summary>
    bool HasConverged { get; }

    /// <summary>The policy of the next temperature.</summary>
    /// <param name="temperature">τ, below the one before, in units of value per nat.</param>
    SoftPolicy Next(double temperature);

    /// <summary>The last policy by the equations of more rows, from where the path stands.</summary>
    /// <param name="system">Bellman's equations of these rows.</param>
    /// <param name="episodes">Episodes of these rows.</param>
    SoftPolicy Refine(BellmanSystem system, IReadOnlyList<int> episodes);
}
