namespace LagrangeMLNet.Networks;

/// <summary>
/// Few rows: each member leaves out a fold of its own, and answers for it. So nearly all rows tell the loss and yet are learnt from, where
/// a tenth held out would be a handful (Breiman, Out-of-Bag Estimation, 1996).
/// </summary>
internal sealed class MemberFolds
{
    /// <summary>Fewer rows than these are few: a tenth of them would not tell the loss to a digit.</summary>
    public const int FewRows = 500;

    private const int FewestFolds = 5;

    private readonly Dictionary<RowPlace, int> _member;

    private MemberFolds(int members, Dictionary<RowPlace, int> member) => (Members, _member) = (members, member);

    /// <summary>Number of members.</summary>
    public int Members { get; }

    /// <summary>The rows that a member left out, in the order of the data.</summary>
    public required IReadOnlyList<RowPlace> LeftOut { get; init; }

    /// <summary>Deals the rows out, so that each fold has its share of every class or of small and large labels.</summary>
    /// <param name="rows">All rows; they stay in memory.</param>
    /// <param name="members">Number of members.</param>
    /// <param name="seed">Seed of the choice.</param>
    public static MemberFolds Deal(IReadOnlyList<RowPlace> rows, int members, int seed)
    {
        int folds = Math.Max(members, FewestFolds);
        var member = new Dictionary<RowPlace, int>();
        foreach ((int rank, RowPlace place) in rows.OrderBy(place => place.Block.Labels[place.Row]).ThenBy(place => place.Share(seed)).Index())
        {
            if (rank % folds < members)
                member.Add(place, rank % folds);
        }

        return new MemberFolds(members, member) { LeftOut = [.. rows.Where(member.ContainsKey)] };
    }

    /// <summary>Members × rows: 1 where the member leaves the row out, else 0.</summary>
    public float[] Mask(ReadOnlySpan<RowPlace> rows)
    {
        var mask = new float[Members * rows.Length];
        for (int r = 0; r < rows.Length; r++)
        {
            if (_member.TryGetValue(rows[r], out int member))
                mask[(member * rows.Length) + r] = 1;
        }

        return mask;
    }
}
