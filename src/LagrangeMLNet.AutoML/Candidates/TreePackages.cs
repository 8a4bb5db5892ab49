using System.Reflection;
using System.Runtime.Loader;
using System.Text.Json.Nodes;
using LagrangeMLNet.Data;
using Microsoft.ML;
using Microsoft.ML.Trainers.FastTree;
using Microsoft.ML.Trainers.LightGbm;

namespace LagrangeMLNet.AutoML.Candidates;

/// <summary>ML.NET's tree packages, for one trial at a time, so that trials of trees run beside each other.</summary>
/// <remarks>
/// Why there are copies of assemblies. FastTree and FastForest train under a lock that is static (FastTreeShared.TrainLock), and keep what
/// they train with in static fields; LightGBM trains under another one (LightGbmShared.LockForMultiThreadingInside). So a process trains
/// one model of each at a time, however many workers a sweep has, and trees are most of a sweep's time. No option turns that off. Processes
/// of their own would each read, featurise and hold the rows once more. A load context has static fields of its own: packages that are
/// loaded there once more train beside the application's. FastTree's lock keeps others away from fields that a copy has for itself;
/// LightGBM's is for its native library's threads within a fit, and trials are fitted with one thread each. What copies fit has types of
/// their own, which save as the stock ones and load as those. They go when sweeps have trees of ours only. TreePackagesTests hold that a
/// copy's models are the same, bit for bit, and that no fit waits for another's lock; the benchmark <c>workers</c> prints what it gains.
/// </remarks>
internal sealed class TreePackages
{
    /// <summary>The application's own packages and copies; each takes a few megabytes for good.</summary>
    private const int Most = 8;

    private static readonly Lock s_lock = new();
    private static readonly List<TreePackages> s_free = new([new TreePackages(CreateHere, isOwn: true)]);
    private static int _count = 1;

    private readonly Create _create;

    private TreePackages(Create create, bool isOwn) => (_create, IsOwn) = (create, isOwn);

    private delegate IEstimator<ITransformer> Create(
        MLContext context,
        string task,
        string name,
        JsonObject options,
        string label,
        string features,
        string? weights,
        int seed,
        int threads,
        CancellationToken token);

    /// <summary>Whether the application's, with the stock types.</summary>
    public bool IsOwn { get; }

    /// <summary>Packages that no other trial uses; null where all are in use, or there are no files to load copies from.</summary>
    public static TreePackages? Rent()
    {
        lock (s_lock)
        {
            // The application's own come first: what they fit needs no way through a file.
            var free = s_free.Find(packages => packages.IsOwn) ?? s_free.LastOrDefault();
            if (free is not null)
            {
                s_free.Remove(free);
                return free;
            }

            if (_count == Most)
                return null;
            var copy = TryLoad();
            // Where one cannot be loaded no other can.
            _count = copy is null ? Most : _count + 1;
            return copy;
        }
    }

    /// <summary>The next trial may have them.</summary>
    public static void Return(TreePackages? rented)
    {
        if (rented is null)
            return;
        lock (s_lock)
            s_free.Add(rented);
    }

    /// <summary>Makes the estimator of one of the default candidates.</summary>
    /// <inheritdoc cref="Candidate.CreateEstimator"/>
    public IEstimator<ITransformer> CreateEstimator(
        MLContext context, PredictionTask task, string name, JsonObject options, TrialSettings settings) => _create(
        context,
        task.ToString(),
        name,
        options,
        settings.LabelColumnName,
        settings.FeatureColumnName,
        settings.ExampleWeightColumnName,
        settings.Seed,
        settings.NumberOfThreads,
        settings.CancellationToken);

    /// <summary>Called in a copy too, and so takes nothing but types that all copies share.</summary>
    private static IEstimator<ITransformer> CreateHere(
        MLContext context,
        string task,
        string name,
        JsonObject options,
        string label,
        string features,
        string? weights,
        int seed,
        int threads,
        CancellationToken token) =>
        DefaultCandidates.Stock(Enum.Parse<PredictionTask>(task)).Single(candidate => candidate.Name == name)
            .CreateEstimator(
                context, options, new TrialSettings(label, features, seed, threads, token) { ExampleWeightColumnName = weights });

    private static TreePackages? TryLoad()
    {
        Assembly own = typeof(TreePackages).Assembly;
        Assembly[] copied = [own, typeof(FastTreeBinaryTrainer).Assembly, typeof(LightGbmBinaryTrainer).Assembly];
        // In an application of a single file assemblies have no place of their own; in a plugin's context copies would not find ML.NET.
        if (copied.Any(assembly => assembly.Location.Length == 0 || AssemblyLoadContext.GetLoadContext(assembly) != AssemblyLoadContext.Default))
            return null;
        try
        {
            var copy = new Copies(copied);
            var create = copy.LoadFromAssemblyPath(own.Location).GetType(typeof(TreePackages).FullName!, throwOnError: true)!
                .GetMethod(nameof(CreateHere), BindingFlags.NonPublic | BindingFlags.Static)!;
            return new TreePackages(create.CreateDelegate<Create>(), isOwn: false);
        }
        catch (Exception e) when (e is IOException or BadImageFormatException or TypeLoadException or ArgumentException)
        {
            // Files that changed since the start: trees wait for each other, as without copies.
            return null;
        }
    }

    /// <summary>Loads some assemblies once more; all others are the application's.</summary>
    private sealed class Copies(IEnumerable<Assembly> copied) : AssemblyLoadContext("LagrangeMLNet trees")
    {
        private readonly Dictionary<string, string> _places = copied.ToDictionary(
            assembly => assembly.GetName().Name!, assembly => assembly.Location);

        protected override Assembly? Load(AssemblyName assemblyName) =>
            _places.TryGetValue(assemblyName.Name!, out var place) ? LoadFromAssemblyPath(place) : null;
    }
}
