using System.Diagnostics;
using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace QuickStart.Learning;

/// <summary>What a contestant reached.</summary>
/// <param name="Contestant">Who.</param>
/// <param name="Model">Its predictor, without featurisation; null if it failed.</param>
/// <param name="FitSeconds">Seconds of a fit on cached features.</param>
/// <param name="Metrics">Quality on the held-out rows, in the task's order.</param>
/// <param name="Failure">Why it failed, or null.</param>
internal sealed record Result(
    Contestant Contestant, ITransformer? Model, double FitSeconds, IReadOnlyList<double> Metrics, string? Failure = null);

/// <summary>The same featurised rows for every trainer: four fifths to learn from, one fifth held out.</summary>
internal sealed class Contest
{
    private static readonly TimeSpan PeersLimit = TimeSpan.FromMinutes(2);
    private readonly MLContext _mlContext;
    private readonly string _label;
    private readonly ILearningTask _task;
    private readonly IDataView _rows;
    private readonly IDataView _heldOut;
    private readonly ITransformer _features;
    private readonly IDataView _train;
    private readonly IDataView _test;

    public Contest(MLContext mlContext, Dataset data, ILearningTask task)
    {
        (_mlContext, _task) = (mlContext, task);
        _label = data.Label.Name;
        var isHeldOut = HoldOut.Draw(data.Labels, seed: 1);
        (_rows, _heldOut) = (data.Load(row => !isHeldOut[row]), data.Load(row => isHeldOut[row]));
        _features = Featurization.For(mlContext, data.Features, _rows.Schema).Fit(_rows);

        // The label comes after the features: a feature column that happens to be called Label must not be replaced by it.
        var readLabel = task.ReadLabel(mlContext).Fit(_features.Transform(_rows));
        _train = Cache(readLabel.Transform(_features.Transform(_rows)));
        _test = Cache(readLabel.Transform(_features.Transform(_heldOut)));
    }

    /// <summary>
    /// Threads for trainers of LightGBM, whose threads wait in a busy loop: half of the processors, so that others on the machine do not
    /// make each of its steps wait for one.
    /// </summary>
    public static int Threads => Math.Max(1, Environment.ProcessorCount / 2);

    /// <summary>Held-out rows as they were read.</summary>
    public IDataView HeldOutRows(int count) => _mlContext.Data.TakeRows(_heldOut, count);

    /// <summary>Fits once, to be watched.</summary>
    public void Fit(Contestant contestant) => contestant.Trainer.Fit(_train);

    /// <summary>Fits, takes the time, and measures on the held-out rows.</summary>
    public Result Run(Contestant contestant)
    {
        var (model, seconds) = TimedFit(contestant);
        // A short fit is repeated: most of the first one's time is spent on compiling the trainer's code.
        if (seconds < 2)
            (model, seconds) = TimedFit(contestant);
        return new Result(contestant, model, seconds, _task.Measure(_mlContext, model.Transform(_test)));
    }

    /// <summary>The same for one of ML.NET's own trainers: where it fails, or takes too long, that is its result.</summary>
    public Result RunPeer(Contestant contestant)
    {
        try
        {
            // A trainer of ML.NET cannot be told to end: its thread is left behind, and ends with the process.
            var run = Task.Run(() => Run(contestant));
            return run.Wait(PeersLimit) ? run.Result
                : Failed(string.Create(CultureInfo.InvariantCulture, $"did not end in {PeersLimit.TotalMinutes:0} minutes"));
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return Failed(e.GetBaseException().Message.ReplaceLineEndings(" "));
        }

        Result Failed(string why) => new(contestant, null, double.NaN, [], why);
    }

    /// <summary>Saves featurisation and predictor together, as one file that plain ML.NET loads.</summary>
    public void Save(ITransformer model, string path)
    {
        var steps = new List<ITransformer> { _features, model };
        if (_task.Finish(_mlContext) is { } finish)
            steps.Add(finish.Fit(model.Transform(_train)));

        var inputs = _mlContext.Transforms.DropColumns(_label).Fit(_rows).Transform(_rows).Schema;
        _mlContext.Model.Save(new TransformerChain<ITransformer>([.. steps]), inputs, path);
    }

    private (ITransformer Model, double Seconds) TimedFit(Contestant contestant)
    {
        var watch = Stopwatch.StartNew();
        var model = contestant.Trainer.Fit(_train);
        return (model, watch.Elapsed.TotalSeconds);
    }

    /// <summary>Read once here, so that no trainer pays for reading and featurising.</summary>
    private IDataView Cache(IDataView view)
    {
        var cached = _mlContext.Data.Cache(view, "Features", "Label");
        using var cursor = cached.GetRowCursor([cached.Schema["Features"], cached.Schema["Label"]]);
        while (cursor.MoveNext())
        {
        }

        return cached;
    }
}
