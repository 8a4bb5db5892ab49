using System.Collections;
using System.Numerics.Tensors;
using LagrangeMLNet.Data;

namespace LagrangeMLNet.Design;

/// <summary>
/// The value of criterion V with more parameters than a full matrix can be kept for: the mean of zᵀM⁻¹z over rows that stand for the
/// target, M = ρI + Σ z zᵀ by its inverse of low rank. No row takes information away, so that what the first rows leave is an upper bound
/// of what all of them do.
/// </summary>
internal sealed class WideWorth
{
    /// <summary>Rows of M at most: its factor then takes 4 MiB, and a moment.</summary>
    public const int MostRows = 1024;

    /// <summary>Rows, evenly spread, that stand for the target.</summary>
    private const int TargetRows = 256;

    private readonly DesignTask _task;
    private readonly int _size;
    private readonly LowRankInformation _information;
    private int _rows;

    /// <param name="task">What the planner was asked.</param>
    /// <param name="rows">Chosen rows, in order of choice.</param>
    public WideWorth(DesignTask task, int[] rows)
    {
        (_task, _size) = (task, task.Pool.Parameters);
        double unit = (double)task.Pool.InverseScale[0] * task.Pool.InverseScale[0];

        // Elements of z have mean square 1, so that 1 is the worth of an average row spread over all parameters.
        RidgeWasChosen = task.Options.Ridge is not > 0;
        double ridge = RidgeWasChosen ? 1 : task.Options.Ridge!.Value * unit;
        Ridge = ridge / unit;
        _information = new LowRankInformation(_size, ridge);
        var chosen = task.Pool.Fetch([.. rows.Take(MostRows).Order()]);
        for (int i = 0; i < chosen.Count; i++)
            Add(chosen.Blocks[i], chosen.Places[i]);
        AddLabeled();
        Value = Mean();
    }

    /// <summary>The criterion's value, or an upper bound of it where there are more than <see cref="MostRows"/> rows.</summary>
    public double Value { get; }

    /// <summary>ρ, on the features as given.</summary>
    public double Ridge { get; }

    /// <summary>Whether ρ was not given.</summary>
    public bool RidgeWasChosen { get; }

    private void AddLabeled()
    {
        if (_task.Labeled is null)
            return;
        foreach (var tiles in _task.Labeled.Batches())
            foreach (var tile in tiles)
                for (int r = 0; r < tile.Count && _rows < MostRows; r++)
                    Add(tile.Block, tile.Row(r));
    }

    private void Add(RowBlock block, int row)
    {
        _task.Passes.CheckAlive();
        var z = new double[_size];
        RowVectors.AddTo(block, row, 1, z);
        _information.Add(block, row, z);
        _rows++;
    }

    private double Mean()
    {
        var source = _task.Target ?? _task.Pool.Source;
        var stands = Spread(_task.Target is null ? _task.Pool : null, checked((int)source.Rows));
        var (sums, counts) = (new double[PoolPasses.Parts], new int[PoolPasses.Parts]);
        _task.Passes.Run(source, PoolPasses.Parts, (part, tile) =>
        {
            for (int r = 0; r < tile.Count; r++)
            {
                if (!stands[(int)tile.Block.FirstRow + tile.Row(r)])
                    continue;
                double[] z = new double[_size], solved = new double[_size];
                RowVectors.AddTo(tile.Block, tile.Row(r), 1, z);
                z.CopyTo(solved, 0);
                _information.Solve(solved);
                sums[part] += TensorPrimitives.Dot<double>(z, solved);
                counts[part]++;
            }
        });
        return sums.Sum() / counts.Sum();
    }

    /// <summary>Marks rows evenly spread over those of the target, or over those of a pool that may be chosen.</summary>
    private static BitArray Spread(DesignPool? pool, int rows)
    {
        int[] all = [.. Enumerable.Range(0, rows).Where(row => pool?.MayChoose(row) ?? true)];
        var marks = new BitArray(rows);
        int count = Math.Min(TargetRows, all.Length);
        for (int i = 0; i < count; i++)
            marks[all[(int)((long)i * all.Length / count)]] = true;
        return marks;
    }
}
