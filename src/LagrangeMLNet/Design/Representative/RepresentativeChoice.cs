using LagrangeMLNet.Data;

namespace LagrangeMLNet.Design;

/// <summary>Chooses rows that stand for the pool: one from each of as many cells of equal size, balanced so that means agree.</summary>
internal sealed class RepresentativeChoice(DesignTask task)
{
    /// <summary>Rows of the pool, drawn at random, that cells are made of at most, and at least for each row to choose.</summary>
    private const int MostRows = 1 << 17;

    private const int RowsPerPick = 4;

    private readonly Random _random = new(task.Options.Seed);

    /// <summary>A choice among rows of more parameters than a full matrix can be kept for.</summary>
    public DesignPlan Plan()
    {
        int capped = task.Options.MaximumLeverage is { } cap ? LeverageCap.Apply(task.Pool, null, cap, task.Passes) : 0;
        int eligible = task.Eligible();
        if (eligible == 0)
            DesignErrors.AllCapped(capped, task.Options.MaximumLeverage ?? 0);
        int[] rows = Choose(task.Limits(eligible), eligible);
        var worth = new WideWorth(task, rows);
        if (worth.RidgeWasChosen)
            task.Remark(WidePlanner.PriorWasTaken);
        task.Report(PlanningStage.Certifying, 4, rows.Length, worth.Value, 0);
        return new DesignPlan
        {
            Rows = rows,
            Value = worth.Value,
            LowerBound = 0,
            EstimableParameters = task.Pool.Parameters,
            Ridge = worth.Ridge,
            RidgeWasChosen = worth.RidgeWasChosen,
            Algorithm = DesignAlgorithm.Balance,
            Passes = 4,
            Capped = capped,
        };
    }

    /// <summary>The chosen rows, in order.</summary>
    public int[] Choose(SelectionLimits limits, int eligible)
    {
        int[] rows = Drawn(limits, eligible);
        if (rows.Length <= limits.Count && !limits.IsByCost && task.Pool.Groups is null)
        {
            _random.Shuffle(rows);
            return rows;
        }

        var sketches = new RowSketches(task.Pool, task.Passes);
        float[] coordinates = Sketch(sketches, rows);
        int count = limits.Count;
        if (limits.IsByCost)
            count = (int)Math.Clamp(limits.Budget / rows.Average(row => (double)task.Pool.Costs![row]), 1, count);
        var cells = new BalancedCells(coordinates, sketches.Coordinates, rows.Length, _random, task.Passes.CheckAlive).Split(count);
        foreach (int[] cell in cells)
            _random.Shuffle(cell);
        var picked = Limited(cells, rows, limits);
        if (picked is null)
        {
            int[] chosen = [.. cells.Select(cell => cell[0])];
            new SampleBalance(coordinates, sketches.Coordinates, rows.Length, _random).Improve(cells, chosen, task.Passes.CheckAlive);
            picked = [.. chosen];
        }

        return [.. picked.Select(i => rows[i])];
    }

    /// <summary>Rows to choose from, ascending: all, or as many as are held without thinking, drawn at random.</summary>
    private int[] Drawn(SelectionLimits limits, int eligible)
    {
        int most = (int)Math.Min(eligible, Math.Max(MostRows, (long)RowsPerPick * limits.Count));
        if (task.Pool.Costs is not null || task.Pool.Groups is not null)
            most = eligible;
        var drawn = new List<int>(most);
        for (int row = 0, left = eligible; row < task.Pool.Rows; row++)
        {
            // Selection sampling: Knuth, The Art of Computer Programming, volume 2, algorithm 3.4.2S.
            if (!task.Pool.MayChoose(row))
                continue;
            if (most == eligible || _random.NextDouble() * left < most - drawn.Count)
                drawn.Add(row);
            left--;
        }

        return [.. drawn];
    }

    private float[] Sketch(RowSketches sketches, int[] rows)
    {
        int size = sketches.Coordinates, labeled = (int)(task.Labeled?.Rows ?? 0);
        var coordinates = new float[checked((rows.Length + labeled) * size)];
        var placeOf = rows.Length == task.Pool.Rows ? null : new int[task.Pool.Rows];
        if (placeOf is not null)
        {
            Array.Fill(placeOf, -1);
            for (int i = 0; i < rows.Length; i++)
                placeOf[rows[i]] = i;
        }

        Write(task.Pool.Source, row => placeOf is null ? row : placeOf[row]);
        if (task.Labeled is not null)
            Write(task.Labeled, row => rows.Length + row);
        return coordinates;

        void Write(IRowSource source, Func<int, int> place) => task.Passes.Run(source, PoolPasses.Parts, (_, tile) =>
        {
            for (int r = 0; r < tile.Count; r++)
                if (place((int)tile.Block.FirstRow + tile.Row(r)) is var i and >= 0)
                    sketches.Write(tile.Block, tile.Row(r), coordinates.AsSpan(i * size, size));
        });
    }

    /// <summary>Where costs or groups set limits: the first row of each cell that fits, then any that fit; null where there are no
    /// limits.</summary>
    private List<int>? Limited(List<int[]> cells, int[] rows, SelectionLimits limits)
    {
        if (!limits.IsByCost && task.Pool.Groups is null)
            return null;
        var candidates = new Candidates(task.Pool.Parameters, rows, [], [], Of(task.Pool.Costs), Of(task.Pool.Groups));
        var selection = new Selection(candidates, limits);
        foreach (int[] cell in cells)
            if (Array.FindIndex(cell, selection.Fits) is var i and >= 0)
                selection.Add(cell[i]);
        for (int depth = 0; !selection.IsFull && depth < cells.Max(cell => cell.Length); depth++)
            foreach (int[] cell in cells)
                if (depth < cell.Length && selection.Fits(cell[depth]))
                    selection.Add(cell[depth]);
        return [.. selection.Order];

        T[]? Of<T>(T[]? all) => all is null ? null : [.. rows.Select(row => all[row])];
    }
}
