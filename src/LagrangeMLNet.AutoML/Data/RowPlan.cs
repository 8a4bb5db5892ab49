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

    /// <summary>
    /// Where a fifth of the rows is less than this, differences between trials on it are mostly luck: folds compare them instead.
    /// </summary>
    private const int FewestValidation = 200;

    private const int NumberOfFolds = 5;
    private const int MostTest = 20_000;
    private const int FewestOnRung = 200;

    private readonly int[] _training;
    private readonly int _rows;

    private RowPlan(int rows, int[] training, IReadOnlyList<bool[]> folds, bool[] test, int[] rungs) =>
        (_rows, _training, Folds, Test, Rungs) = (rows, training, folds, test, rungs);

    /// <summary>Number of rows with a label.</summary>
    public int Usable => All().AsSpan().Count(true);

    /// <summary>
    /// Parts of the rows that trials are compared on: one, the validation rows; or, where those would be few, five that have all rows that
    /// a trial may see, each scored by a model that learnt from the other four (Stone, Journal of the Royal Statistical Society B 36,
    /// 1974).
    /// </summary>
    public IReadOnlyList<bool[]> Folds { get; }

    /// <summary>The rows that trials are compared on, of folds those of the first.</summary>
    public bool[] Validation => Folds[0];

    /// <summary>Number of rows that trials are compared on.</summary>
    public int Compared => Folds.Sum(fold => fold.AsSpan().Count(true));

    /// <summary>The rows that no trial sees.</summary>
    public bool[] Test { get; }

    /// <summary>Rows learnt from at each subset, rising to all training rows.</summary>
    public IReadOnlyList<int> Rungs { get; }

    /// <param name="strata">Class of each row; −1 for rows that cannot be used.</param>
    /// <param name="seed">Seed of the division.</param>
    /// <param name="rungFactor">By how many times a subset's rows exceed those of the one before.</param>
    /// <param name="label">Name of the label, for errors.</param>
    /// <exception cref="InvalidOperationException">
    /// The rows are too few, or so many of their classes have one or two rows that none is left to compare trials on, or to measure the
    /// winner.
    /// </exception>
    public static RowPlan Of(int[] strata, int seed, double rungFactor, string label)
    {
        int[] usable = [.. Enumerable.Range(0, strata.Length).Where(row => strata[row] >= 0)];
        if (usable.Length < FewestRows)
            SweepErrors.TooFewRows(usable.Length, FewestRows, label);

        int[][] classes = Classes(usable, strata);
        // No two rows have one key: the mixing is a bijection.
        foreach (int[] rows in classes)
            Array.Sort([.. rows.Select(row => StableHash.Mix((uint)seed, (uint)row))], rows);
        // At equal remainders no class comes first because of its number.
        Array.Sort([.. classes.Select((_, k) => StableHash.Mix((uint)seed, (uint)k))], classes);
        int[] sizes = [.. classes.Select(rows => rows.Length)];

        // What is rare is learnt from first, then compared on, and then tested: a class leaves training no more than half of its rows to
        // the test.
        int[] tested = Apportionment.Of(sizes, Math.Min(usable.Length / 5, MostTest), k => (sizes[k] - 1) / 2);
        int validation = Math.Min(usable.Length / 5, MostValidation);
        bool isFolded = validation < FewestValidation;
        int[] compared = isFolded ? new int[sizes.Length] : Apportionment.Of(sizes, validation, k => sizes[k] - tested[k] - 1);

        var test = new bool[strata.Length];
        var held = new bool[strata.Length];
        for (int k = 0; k < classes.Length; k++)
        {
            foreach (int row in classes[k].AsSpan(0, tested[k]))
                test[row] = true;
            foreach (int row in classes[k].AsSpan(tested[k], compared[k]))
                held[row] = true;
            classes[k] = classes[k][(tested[k] + compared[k])..];
        }

        bool[][] folds = isFolded ? FoldsOf(classes, strata.Length) : [held];
        if (folds.Length < (isFolded ? 2 : 1) || !folds[0].AsSpan().Contains(true) || !test.AsSpan().Contains(true))
            SweepErrors.ClassesTooRare(usable.Length, sizes.Length, label);

        int[][] training = [.. classes.Select(rows => rows.Where(row => !folds[0][row]).ToArray())];
        int count = training.Sum(rows => rows.Length);
        int[] rungs = isFolded ? [count] : RungsOf(count, rungFactor);
        return new RowPlan(
            strata.Length,
            Interleave(training, rungs, row => (StableHash.Mix((uint)seed, (uint)row) >> 11) * Math.ScaleB(1, -53)),
            folds,
            test,
            rungs);
    }

    /// <summary>The rows of each class, in the order given.</summary>
    private static int[][] Classes(IEnumerable<int> rows, int[] strata) =>
        [.. rows.GroupBy(row => strata[row]).OrderBy(stratum => stratum.Key).Select(stratum => stratum.ToArray())];

    /// <summary>
    /// Parts of nearly one size, each with the classes' shares. A row that is the only one of its class is in none: it is always learnt
    /// from.
    /// </summary>
    private static bool[][] FoldsOf(int[][] classes, int rows)
    {
        int[] divided = [.. classes.Where(own => own.Length > 1).SelectMany(own => own)];
        bool[][] folds = [.. Enumerable.Range(0, Math.Min(NumberOfFolds, divided.Length)).Select(_ => new bool[rows])];
        foreach (var (i, row) in divided.Index())
            folds[i % folds.Length][row] = true;
        return folds;
    }

    /// <summary>
    /// The classes' rows spread evenly over [0, 1) and read along, so that all come in their shares throughout; of a class that would have
    /// no row on the first subset, one comes there nevertheless, as long as those are a small part of it.
    /// </summary>
    /// <param name="classes">Rows of each class, in order.</param>
    /// <param name="rungs">Rows of each subset.</param>
    /// <param name="jitter">A row's place between its two neighbours, in [0, 1).</param>
    private static int[] Interleave(int[][] classes, int[] rungs, Func<int, double> jitter)
    {
        double first = rungs[0] / (double)rungs[^1];
        bool areRareFirst = classes.Count(IsRare) <= rungs[0] / 10;
        int[] order = [.. classes.SelectMany(rows => rows)];
        Array.Sort([.. classes.SelectMany(rows => rows.Select((row, i) => Place(rows, row, i)))], order);
        return order;

        bool IsRare(int[] rows) => rows.Length > 0 && rows.Length * first < 1;

        double Place(int[] rows, int row, int i) =>
            i == 0 && areRareFirst && IsRare(rows) ? jitter(row) * first / 2 : (i + jitter(row)) / rows.Length;
    }

    /// <summary>All training rows, those of the first subsets first.</summary>
    public IReadOnlyList<int> TrainingRows => _training;

    /// <summary>The same division, with training rows in another order, as far as the classes' shares in every subset allow it.</summary>
    /// <param name="training">All training rows.</param>
    /// <param name="strata">Class of each row.</param>
    public RowPlan InOrder(IReadOnlyList<int> training, int[] strata)
    {
        int[][] classes = Classes(training, strata);
        return new RowPlan(_rows, Interleave(classes, [.. Rungs], _ => 0.5), Folds, Test, [.. Rungs]);
    }

    /// <summary>The rows learnt from at a subset, of folds for the first.</summary>
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
