using LagrangeMLNet.Data;
using LagrangeMLNet.Likelihoods;
using LagrangeMLNet.Numerics;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace LagrangeMLNet.Training;

/// <summary>Reads data views into rows, and puts these into the coordinates of training.</summary>
/// <param name="likelihood">Says which labels it can explain.</param>
/// <param name="columns">The columns.</param>
/// <param name="settings">The caller's settings.</param>
/// <param name="hooks">Whom to tell what was found.</param>
internal sealed class TrainingReader(Likelihood likelihood, TrainingColumns columns, TrainingSettings settings, TrainingHooks hooks)
{
    private const double ShareOfMemory = 0.7;

    /// <summary>Most memory for data.</summary>
    public long MaximumBytes { get; } = settings.MaximumMemoryInMegabytes is { } limit
        ? (long)limit << 20
        : (long)(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes * ShareOfMemory);

    /// <summary>The plan's candidates, the rows of a uniform sample, or all rows.</summary>
    /// <param name="view">The data.</param>
    /// <param name="largestPlan">Number of parameters of the largest model that a sample is planned for.</param>
    /// <param name="workers">Who read parts of the view beside each other.</param>
    /// <param name="skipped">Receives the number of rows left out, as something in them is missing.</param>
    /// <param name="share">Receives the share of the rows that is read.</param>
    public IRowSource ReadSelected(IDataView view, int largestPlan, Workers workers, out long skipped, out double share)
    {
        long parameters = likelihood.Outputs * (1L + ((view.Schema[columns.Features].Type as VectorDataViewType)?.Size ?? 0));
        long? count = settings.IsPlanned ? Schema(view).CountRows(hooks.CheckAlive) : null;
        share = CandidateShare.Of(settings, likelihood, parameters <= largestPlan ? parameters : null, count);
        return Read(view, "training", null, out skipped, share, workers);
    }

    /// <param name="view">The data.</param>
    /// <param name="what">What it is for, in a message.</param>
    /// <param name="layout">Where slots are stored; null to choose.</param>
    /// <param name="skipped">Receives the number of rows left out, as something in them is missing.</param>
    /// <param name="share">Share of the rows to read.</param>
    /// <param name="workers">Who may read parts of the view beside each other.</param>
    public IRowSource Read(IDataView view, string what, ColumnLayout? layout, out long skipped, double share = 1, Workers? workers = null)
    {
        var schema = Schema(view, share);
        skipped = 0;
        bool isSample = share < 1 && workers is not null && columns.Weight is null;
        IRowSource? rows = isSample && view.GetRowCount() is >= PartReader.SmallestView and var count
            ? PartReader.Read(schema, count, workers!.Count, workers.For, MaximumBytes, settings.Seed, hooks.CheckAlive, out skipped)
            : null;
        rows ??= RowReader.Read(schema, layout, MaximumBytes, settings.Seed, hooks.CheckAlive, out skipped);
        if (rows.Rows == 0 && share == 1)
            schema.NoRows(what, skipped);
        if (skipped > 0)
            hooks.Warning($"Skipped {skipped} instances with missing features/label/weight during {what}");
        if (rows is StreamedRows)
            hooks.Info($"The {what} data needs more than {MaximumBytes >> 20} MB and is read anew in every pass");
        return rows;
    }

    /// <summary>The columns of a view, of which a share of the rows is read.</summary>
    public RowSchema Schema(IDataView view, double share) => Schema(view) with { Share = share, Seed = CandidateShare.Seed(settings) };

    private RowSchema Schema(IDataView view) =>
        new(view, columns.Label, columns.Features, columns.Weight, columns.Offset, likelihood.LabelProblem);

    /// <summary>Puts rows that were read into the coordinates of training.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="observations">How labels and weights enter.</param>
    /// <param name="full">Whether they are learnt from with the full Fisher matrix.</param>
    /// <param name="lasso">Whether there is an L1 penalty.</param>
    /// <param name="workers">The workers.</param>
    /// <param name="remarks">Receives what was noticed.</param>
    public TrainingData Prepare(
        IRowSource rows, Observations observations, bool full, bool lasso, Workers workers, List<string> remarks)
    {
        var scale = lasso || full ? SparseScale.Own : settings.L2Regularization is not null ? SparseScale.AsGiven : SparseScale.HalfWay;
        var coordinates = Coordinates.Measure(rows, observations, scale, workers);
        int constants = 0;
        foreach (float inverse in coordinates.InverseScale)
            constants += inverse == 0 ? 1 : 0;
        if (constants > 0)
            remarks.Add($"{constants} of {rows.Layout.Slots} features never vary, or vary beyond single precision: their weights are 0.");
        var data = new TrainingData(rows, rows.Layout, coordinates, null, observations);
        if (rows is RowSet set && coordinates.SparseScale != SparseScale.Own && !full && !lasso && rows.Layout.Sparse > 0)
        {
            data = data with { Rows = Prepared(rows, data, workers) };
            var compaction = SparseCompaction.Create(set.Blocks, coordinates.Counts, coordinates.Squares);
            workers.ForEach(set.Blocks, compaction.Apply);
            return data with { Compaction = compaction };
        }

        return data with { Rows = Prepared(rows, data, workers) };
    }

    /// <summary>The rows in the coordinates of training: those in memory are changed in place, those of a stream as they come.</summary>
    public static IRowSource Prepared(IRowSource rows, TrainingData data, Workers workers)
    {
        if (rows is StreamedRows stream)
            return stream.Prepared(Apply);
        workers.ForEach(((RowSet)rows).Blocks, Apply);
        return rows;

        void Apply(RowBlock block)
        {
            data.Coordinates.Apply(block);
            data.Compaction?.Apply(block);
        }
    }

    /// <summary>A random sample of a share of the rows; null if there is no room for it.</summary>
    public IRowSource? Sample(IRowSource rows, double share)
    {
        if (rows is RowSet set)
            return set.Sample(share);
        // A stream's sample has to fit beside the two blocks that take turns.
        double bytes = share * rows.Rows * sizeof(float) * (rows.Layout.Slots + 4);
        return bytes > MaximumBytes / 2.0
            ? null
            : ((StreamedRows)rows).Collect(row => RowHash.Share(row, settings.Seed) < share, settings.Seed);
    }
}
