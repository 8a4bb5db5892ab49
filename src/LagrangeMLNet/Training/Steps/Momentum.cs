namespace LagrangeMLNet.Training;

/// <summary>
/// Nesterov's momentum: where a path of proximal steps is to be continued from, ahead of where it is, and a restart wherever that leads
/// uphill.
/// </summary>
/// <remarks>
/// Source: Beck and Teboulle, SIAM Journal on Imaging Sciences 2 (2009), 183–202 (FISTA); O'Donoghue and Candès, Foundations of
/// Computational Mathematics 15 (2015), section 3.2 (restart).
/// </remarks>
internal sealed class Momentum(float[] start)
{
    private double _weight = 1;

    /// <summary>Where the path is.</summary>
    public float[] Theta { get; } = [.. start];

    /// <summary>Where the next step begins.</summary>
    public float[] Ahead { get; } = [.. start];

    /// <summary>Whether the next step begins where the path is.</summary>
    public bool IsAtRest => _weight == 1;

    /// <summary>Takes a step that gained, and looks further ahead.</summary>
    public void Accept(float[] next)
    {
        double following = (1 + Math.Sqrt(1 + (4 * _weight * _weight))) / 2;
        float share = (float)((_weight - 1) / following);
        for (int i = 0; i < next.Length; i++)
        {
            Ahead[i] = next[i] + (share * (next[i] - Theta[i]));
            Theta[i] = next[i];
        }

        _weight = following;
    }

    /// <summary>Begins again from where the path is.</summary>
    public void Restart()
    {
        _weight = 1;
        Theta.CopyTo(Ahead, 0);
    }
}
