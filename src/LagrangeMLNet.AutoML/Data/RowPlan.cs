namespace LagrangeMLNet.AutoML.Data;

/// <summary>
/// Which rows trials learn from, which they are compared on, and which none of them sees: a seeded division in which every part, and every
/// prefix of the training rows, has nearly the classes' shares of the whole.
/// </summary>
internal sealed class RowPlan
{
    /// <summary>Fewest rows that can be divided into three parts that mean something.</summary>
    public const int FewestRows = 20;

    /// <summary>Rows beyond which more comparison adds nothing to the choice; the rest are learnt from.</summary>
    private const int MostValidation = 10_000;

    /// <summary>Where a fifth of the rows is less than this, differences between trials on it are mostly luck: folds compare them instead.</summary>
    private const int FewestValidation = 200;

    private const int NumberOfFolds = 5;
    private const int MostTest = 20_000;
    private const int FewestOnRung = 200;

    private readonly int[] _training;
    private readonly int _rows;

    private RowPlan(int rows, int[] training, IReadOnlyList<bool[]> folds, bool[] test, int[] rungs) =>
        (_rows, _training, Folds, Test, Rungs) = (rows, training, folds, test, rungs);

    /// <summary>Number of rows with a label.</summary>
    public int Usable => _training.Length + Validation.AsSpan().Count(true) + Test.AsSpan().Count(true);

    /// <summary>
    /// Parts of the rows that trials are compared on: one, the validation rows; or, where those would be few, five that have all rows that a
    /// trial may see, each scored by a model that learnt from the other four (Stone, Journal of the Royal Statistical Society B 36, 1974).
    /// </summary>
    public IReadOnlyList<bool[]> Folds { get; }

    /// <summary>The rows that trials are compared on, of folds those of the first.</summary>
    public bool[] Validation => Folds[0];

    /// <summary>Number of rows that trials are compared on.</summary>
    public int Compared => Folds.Sum(fold => fold.AsSpan().Count(true));

    /// <summary>The rows that no trial sees.</summary>
    public bool[] Test { get; }

    /// <summary>Rows learnt from at each rung, rising to all training rows.</summary>
    public IReadOnlyList<int> Rungs { get; }

    /// <param name="strata">Class of each row; −1 for rows that cannot be used.</param>
    /// <param name="seed">Seed of the division.</param>
    /// <param name="rungFactor">By how many times a rung's rows exceed those of the one before.</param>
    /// <param name="label">Name of the label, for errors.</param>
    public static RowPlan Of(int[] strata, int seed, double rungFactor, string label)
    {
        int[] usable = [.. Enumerable.Range(0, strata.Length).Where(row => strata[row] >= 0)];
        if (usable.Length < FewestRows)
            SweepErrors.TooFewRows(usable.Length, FewestRows, label);

        // Each class's rows in random order are spread evenly over [0, 1); read along, all classes come in their shares throughout.
        ulong[] keys = [.. strata.Select((_, row) => StableHash.Mix((uint)seed, (uint)row))];
        var places = new double[strata.Length];
        foreach (var stratum in usable.GroupBy(row => strata[row]))
        {
            int[] shuffled = [.. stratum.OrderBy(row => keys[row])];
            for (int i = 0; i < shuffled.Length; i++)
                places[shuffled[i]] = (i + ((keys[shuffled[i]] >> 11) * Math.ScaleB(1, -53))) / shuffled.Length;
        }

        int[] order = [.. usable.OrderBy(row => places[row]).ThenBy(row => keys[row])];
        double testShare = Math.Min(0.2, MostTest / (double)order.Length);
        double validationShare = Math.Min(0.2, MostValidation / (double)order.Length);
        bool isFolded = (int)(validationShare * order.Length) < FewestValidation;
        bool[][] folds = [.. Enumerable.Range(0, isFolded ? NumberOfFolds : 1).Select(_ => new bool[strata.Length])];
        var test = new bool[strata.Length];
        var training = new List<int>();
        for (int i = 0; i < order.Length; i++)
        {
            int row = order[i];
            if (Falls(i, testShare, 0))
                test[row] = true;
            else if (!isFolded && Falls(i, validationShare, 0.5))
                folds[0][row] = true;
            else
                training.Add(row);
        }

        if (isFolded)
        {
            // Class after class, so that each is divided evenly.
            foreach (var (i, row) in training.OrderBy(row => strata[row]).ThenBy(row => places[row]).Index())
                folds[i % NumberOfFolds][row] = true;
            training.RemoveAll(row => folds[0][row]);
        }

        return new RowPlan(strata.Length, [.. training], folds, test, isFolded ? [training.Count] : RungsOf(training.Count, rungFactor));
    }

    /// <summary>All training rows, those of the first rungs first.</summary>
    public IReadOnlyList<int> TrainingRows => _training;

    /// <summary>The same division, with training rows in another order, as far as the classes' shares in every rung allow it.</summary>
    /// <param name="training">All training rows.</param>
    /// <param name="strata">Class of each row.</param>
    public RowPlan InOrder(IReadOnlyList<int> training, int[] strata)
    {
        var places = new double[_rows];
        foreach (var stratum in training.GroupBy(row => strata[row]))
        {
            int[] own = [.. stratum];
            for (int i = 0; i < own.Length; i++)
                places[own[i]] = (i + 0.5) / own.Length;
        }

        return new RowPlan(_rows, [.. training.OrderBy(row => places[row])], Folds, Test, [.. Rungs]);
    }

    /// <summary>The rows learnt from at a rung, of folds for the first.</summary>
    public bool[] Training(int rung) => Mask(_training.AsSpan(0, Rungs[rung]));

    /// <summary>The rows learnt from for a fold: all that a trial may see but the fold's own.</summary>
    public bool[] TrainingFor(int fold)
    {
        bool[] mask = TrainingAndValidation();
        for (int row = 0; row < mask.Length; row++)
            mask[row] &= !Folds[fold][row];
        return mask;
    }

    /// <summary>All rows that a trial may see.</summary>
    public bool[] TrainingAndValidation()
    {
        var mask = Mask(_training);
        for (int row = 0; row < mask.Length; row++)
            mask[row] |= Validation[row];
        return mask;
    }

    /// <summary>All usable rows.</summary>
    public bool[] All()
    {
        var mask = TrainingAndValidation();
        for (int row = 0; row < mask.Length; row++)
            mask[row] |= Test[row];
        return mask;
    }

    /// <summary>Whether the i-th of evenly spread picks of a share falls on i.</summary>
    private static bool Falls(int i, double share, double offset) =>
        Math.Floor(((i + 1) * share) + offset) > Math.Floor((i * share) + offset);

    private static int[] RungsOf(int rows, double factor)
    {
        var rungs = new List<int>();
        for (double size = rows; rungs.Count == 0 || (size >= FewestOnRung && rungs.Count < 5); size /= factor)
            rungs.Add((int)size);
        rungs.Reverse();
        return [.. rungs];
    }

    private bool[] Mask(ReadOnlySpan<int> rows)
    {
        var mask = new bool[_rows];
        foreach (int row in rows)
            mask[row] = true;
        return mask;
    }
}
