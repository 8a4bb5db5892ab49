using System.IO.Compression;
using System.Reflection;
using System.Runtime.Loader;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using LagrangeMLNet.AutoML.Candidates;
using LagrangeMLNet.AutoML.Data;
using LagrangeMLNet.Data;
using Microsoft.ML;
using Microsoft.ML.Trainers.FastTree;
using Microsoft.ML.Trainers.LightGbm;
using SweepProcess;
using Xunit;

namespace LagrangeMLNet.AutoML.Tests;

/// <summary>Trees beside each other, where ML.NET itself trains one model at a time.</summary>
public sealed class TreePackagesTests
{
    private static readonly JsonObject Few = new() { ["NumberOfTrees"] = 10 };

    public static TheoryData<string, string> Trees => new(
        from task in Enum.GetNames<PredictionTask>() from name in (string[])["LightGBM", "FastTree", "FastForest"] select (task, name));

    [Theory]
    [MemberData(nameof(Trees))]
    public void A_copy_fits_the_same_model_and_it_loads_as_the_stock_one(string taskName, string name)
    {
        var task = Enum.Parse<PredictionTask>(taskName);
        var data = Data(task);
        var rows = data.Rung(0);
        var candidate = DefaultCandidates.Stock(task).Single(one => one.Name == name);
        Assert.Equal(task, candidate.StockTrees);

        var own = candidate.CreateEstimator(new MLContext(1), Few, Settings(data)).Fit(rows.Training);
        using var rented = new Rented(isOwn: false);
        var copied = rented.Packages.CreateEstimator(new MLContext(1), task, name, Few, Settings(data)).Fit(rows.Training);

        float[] expected = RowLosses.Of(own, rows.Held, task, data.Label.Name);
        Assert.True(expected.Distinct().Count() > 5, "A model that says the same of all rows proves nothing.");
        Assert.Equal(expected, RowLosses.Of(copied, rows.Held, task, data.Label.Name));
        byte[] saved = Save(copied, rows.Training.Schema);
        Assert.Equal(Contents(Save(own, rows.Training.Schema)), Contents(saved));
        var loaded = new MLContext(2).Model.Load(new MemoryStream(saved), out _);
        Assert.Equal(TypesOf(own), TypesOf(loaded));
        Assert.Equal(expected, RowLosses.Of(loaded, rows.Held, task, data.Label.Name));
    }

    [Theory]
    [MemberData(nameof(Trees))]
    public void A_tree_is_fitted_while_another_one_has_not_ended(string taskName, string name)
    {
        var task = Enum.Parse<PredictionTask>(taskName);
        var data = Data(task);
        var rows = data.Rung(0);
        using var rented = new Rented(isOwn: false);
        // What a fit with the application's packages holds until its end.
        lock (LockOf(typeof(FastTreeBinaryTrainer), "Microsoft.ML.Trainers.FastTree.FastTreeShared", "TrainLock"))
            lock (LockOf(typeof(LightGbmBinaryTrainer), "Microsoft.ML.Trainers.LightGbm.LightGbmShared", "LockForMultiThreadingInside"))
            {
                var fit = new Thread(
                    () => rented.Packages.CreateEstimator(new MLContext(1), task, name, Few, Settings(data)).Fit(rows.Training));
                fit.Start();
                Assert.True(fit.Join(TimeSpan.FromMinutes(1)), "The fit waited for a lock that another one held.");
            }
    }

    [Theory]
    [MemberData(nameof(Trees))]
    public void Many_at_once_fit_what_one_fits_alone(string taskName, string name)
    {
        var task = Enum.Parse<PredictionTask>(taskName);
        var data = Data(task);
        var rows = data.Rung(0);
        float[] Fit(TreePackages packages) => RowLosses.Of(
            packages.CreateEstimator(new MLContext(1), task, name, Few, Settings(data)).Fit(rows.Training),
            rows.Held,
            task,
            data.Label.Name);

        using var first = new Rented(isOwn: false);
        using var second = new Rented(isOwn: false);
        using var third = new Rented(isOwn: false);
        float[] alone = Fit(first.Packages);
        var together = new List<float[]>();
        Thread[] threads =
        [
            .. new[] { first, second, third }.Select(rented => new Thread(() =>
            {
                for (int i = 0; i < 3; i++)
                {
                    float[] losses = Fit(rented.Packages);
                    lock (together)
                        together.Add(losses);
                }
            })),
        ];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());

        Assert.Equal(9, together.Count);
        Assert.All(together, losses => Assert.Equal(alone, losses));
    }

    [Fact]
    public void Trees_of_several_workers_are_those_of_one()
    {
        string[] Trials(int workers)
        {
            var options = Options(16);
            options.NumberOfWorkers = workers;
            return Samples.Trials(Samples.Run(options));
        }

        string[] one = Trials(1);
        Assert.All(one, trial => Assert.DoesNotContain("Failed", trial));
        Assert.Equal(one, Trials(4));
    }

    [Fact]
    public void The_best_so_far_is_of_the_stock_types()
    {
        using var cancel = new CancellationTokenSource();
        var options = Options(1000);
        (options.NumberOfWorkers, options.CancellationToken) = (1, cancel.Token);
        options.Progress = new RecordedProgress(report =>
        {
            if (report.Finished == 2)
                cancel.Cancel();
        });

        SweepResult result;
        // The application's packages are in use, so that the sweep takes a copy.
        using (var own = new Rented(isOwn: true))
        {
            Assert.True(own.Packages.IsOwn);
            using (new Rented(isOwn: false))
            {
            }

            result = Samples.Run(options);
        }

        Assert.False(result.IsRefitted);
        Assert.Contains(result.Best.Candidate, (string[])["LightGBM", "FastTree", "FastForest"]);
        Assert.Contains(TypesOf(result.Model), type => type.Contains("Tree") || type.Contains("Forest") || type.Contains("LightGbm"));
        Assert.All(Parts(result.Model), part => Assert.Same(
            AssemblyLoadContext.Default, AssemblyLoadContext.GetLoadContext(part.Assembly)));
    }

    private static SweepOptions Options(int trials) => new()
    {
        Candidates = [.. DefaultCandidates.Stock(PredictionTask.Binary).Where(candidate => candidate.StockTrees is not null)],
        MaximumNumberOfTrials = trials,
    };

    private static TrialData Data(PredictionTask task)
    {
        string label = task switch
        {
            PredictionTask.Binary => nameof(SweepRow.Yes),
            PredictionTask.Multiclass => nameof(SweepRow.Kind),
            _ => nameof(SweepRow.Price),
        };
        return TrialData.Of(new MLContext(1), Samples.Rows(label: label), label, task, new SweepOptions());
    }

    private static TrialSettings Settings(TrialData data) =>
        new(data.Label.Name, Featurization.Features, Seed: 1, NumberOfThreads: 1, CancellationToken.None);

    private static byte[] Save(ITransformer model, DataViewSchema schema)
    {
        using var file = new MemoryStream();
        new MLContext(1).Model.Save(model, schema, file);
        return file.ToArray();
    }

    /// <summary>Names and digests of what a file of the zip format holds; the file itself holds the time of its making too.</summary>
    private static string[] Contents(byte[] file)
    {
        using var zip = new ZipArchive(new MemoryStream(file));
        return [.. zip.Entries.Select(Read).Order(StringComparer.Ordinal)];

        static string Read(ZipArchiveEntry entry)
        {
            using var content = entry.Open();
            return $"{entry.FullName} {Convert.ToHexString(SHA256.HashData(content))}";
        }
    }

    /// <summary>Types of a chain's parts and of the models inside, with their type arguments.</summary>
    private static IEnumerable<Type> Parts(ITransformer model) => model switch
    {
        IEnumerable<ITransformer> chain => chain.SelectMany(Parts),
        ISingleFeaturePredictionTransformer<object> predictor => Arguments(predictor.Model.GetType()),
        _ => Arguments(model.GetType()),
    };

    private static IEnumerable<Type> Arguments(Type type) => type.GetGenericArguments().SelectMany(Arguments).Prepend(type);

    private static string[] TypesOf(ITransformer model) => [.. Parts(model).Select(type => type.ToString())];

    private static object LockOf(Type trainer, string type, string field) =>
        trainer.Assembly.GetType(type, throwOnError: true)!.GetField(field, BindingFlags.Public | BindingFlags.Static)!.GetValue(null)!;

    /// <summary>Packages of the kind that is asked for, and in use until the end: all others that came first, too.</summary>
    private sealed class Rented : IDisposable
    {
        private readonly List<TreePackages?> _all = [];

        public Rented(bool isOwn)
        {
            do
                _all.Add(TreePackages.Rent());
            while (_all[^1] is { } packages && packages.IsOwn != isOwn);
        }

        public TreePackages Packages => _all[^1] ?? throw new InvalidOperationException("All packages are in use.");

        public void Dispose() => _all.ForEach(TreePackages.Return);
    }
}
