using Microsoft.ML;
using Microsoft.ML.Runtime;
using Xunit;

namespace LagrangeMLNet.Tests.BadInput;

/// <summary>One fit through the public front door, watched: it has to end, and in one of the ways that are expected.</summary>
internal static class Fitting
{
    // Far beyond what any of these tiny problems takes: only an endless loop meets it.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    // A thread cannot be killed: once a fit neither ends nor looks at its token, it runs on, and no more are started beside it.
    private static volatile string? _endless;

    public static void Check(BadSample sample, Expected expected) =>
        Check(new MLContext(seed: 0), sample, expected, (trainer, view) => trainer.Fit(view));

    public static void Check(
        MLContext context, BadSample sample, Expected expected, Func<IEstimator<ITransformer>, IDataView, ITransformer> fitting)
    {
        var log = new List<LoggingEventArgs>();
        context.Log += (_, message) => log.Add(message);
        var view = sample.View(context);
        var fit = Guarded(sample.ToString(), cancellation =>
        {
            var trainer = sample.Trainer(context, cancellation);
            return (Model: fitting(trainer, view), Trainer: trainer);
        });
        if (fit.Error is not null)
        {
            AssertDocumented(fit.Error, expected);
            return;
        }

        Assert.True(expected.MayFit, $"Expected an error that mentions {string.Join(", ", expected.Mentions)}, got a model.");
        var warnings = log.Where(message => message.Kind == ChannelMessageKind.Warning).Select(message => message.RawMessage).ToList();
        Soundness.Check(sample, view, fit.Result.Model, fit.Result.Trainer, expected.Skipped, warnings);
    }

    /// <summary>Runs <paramref name="fit"/>; its result or its error. Fails when it does not end.</summary>
    private static (T Result, Exception? Error) Guarded<T>(string name, Func<CancellationToken, T> fit)
    {
        Assert.True(_endless is null, $"Not tried, because an earlier fit still runs: {_endless}");
        using var source = new CancellationTokenSource(Patience);
        var result = default(T)!;
        Exception? error = null;
        var thread = new Thread(() =>
        {
            try
            {
                result = fit(source.Token);
            }
            catch (Exception found)
            {
                error = found;
            }
        })
        { IsBackground = true };
        thread.Start();
        bool ended = thread.Join(Patience + TimeSpan.FromSeconds(5));
        if (!ended)
            _endless = name;
        Assert.True(ended, "Does not end, and does not look at its cancellation token.");
        Assert.False(error is OperationCanceledException, "Does not end by itself.");
        return (result, error);
    }

    private static void AssertDocumented(Exception error, Expected expected)
    {
        Assert.True(expected.MayFail, $"Expected a sound model, got {error}");
        Assert.True(error is ArgumentException or InvalidOperationException, $"Not an error of the documented kind: {error}");
        foreach (string mention in expected.Mentions)
            Assert.True(error.Message.Contains(mention, StringComparison.Ordinal), $"Does not mention {mention}: {error}");
    }
}
