namespace LagrangeMLNet.Control.Data;

/// <summary>The columns of a log of transitions, episode after episode, each in the order of its steps.</summary>
internal sealed record Transitions
{
    private const int BlocksOfFold = 10;

    public required DecisionColumns Columns { get; init; }

    /// <summary>Next states, row after row; the state itself at terminal steps, where nothing is read but policies may be asked.</summary>
    public required float[] Next { get; init; }

    public required bool[] Terminal { get; init; }

    /// <summary>The first row of each episode, then the number of rows.</summary>
    public required int[] EpisodeStarts { get; init; }

    public required bool HasEpisodes { get; init; }

    public int Rows => Terminal.Length;

    public int Episodes => EpisodeStarts.Length - 1;

    public int Slots => Columns.Slots;

    public int Actions => Columns.ActionNames.Count;

    public ReadOnlySpan<float> State(int row) => Columns.Contexts.AsSpan(row * Slots, Slots);

    public ReadOnlySpan<float> NextState(int row) => Next.AsSpan(row * Slots, Slots);

    /// <summary>The rows of some episodes, in order.</summary>
    public int[] RowsOf(IEnumerable<int> episodes) => [.. episodes.SelectMany(
        episode => Enumerable.Range(EpisodeStarts[episode], EpisodeStarts[episode + 1] - EpisodeStarts[episode]))];

    /// <summary>A log of too few episodes for some folds in blocks of steps, so that some can be held out.</summary>
    public Transitions Cut(int folds)
    {
        if (Episodes >= 2 * folds)
            return this;
        int rows = Rows, blocks = Math.Min(rows, BlocksOfFold * folds);
        return this with { EpisodeStarts = [.. Enumerable.Range(0, blocks + 1).Select(k => (int)((long)rows * k / blocks))] };
    }
}
