using LagrangeMLNet.Optimizers;
using TorchSharp;
using static TorchSharp.torch.nn;

namespace LagrangeMLNet.TorchBenchmarks.Tasks;

/// <summary>The five tasks: two classifiers of digits, two of tables, an autoencoder of digits. Subsets, so that a run takes minutes.</summary>
internal static class TaskCatalog
{
    private const double HeldOutShare = 0.2;
    private const int Hidden = 64;

    public static readonly IReadOnlyList<string> Names = ["mnist-mlp", "mnist-cnn", "adult", "california", "mnist-autoencoder"];

    public static LearningTask Load(string name, string folder) => name switch
    {
        "mnist-mlp" => Digits(name, folder, Perceptron),
        "mnist-cnn" => Digits(name, folder, Convolutions),
        "adult" => Adult(name, folder),
        "california" => California(name, folder),
        "mnist-autoencoder" => Autoencoder(name, folder),
        _ => throw new ArgumentException($"There is no task '{name}'. There are: {string.Join(", ", Names)}."),
    };

    /// <summary>A module small enough for the full metric, on the tabular regression.</summary>
    public static LearningTask Small(string folder) => California("california-small", folder) with
    {
        Module = () => Sequential(Linear(13, 8), Tanh(), Linear(8, 1)),
    };

    private static Module<torch.Tensor, torch.Tensor> Perceptron() =>
        Sequential(Linear(784, 128), ReLU(), Linear(128, 64), ReLU(), Linear(64, 10));

    private static Module<torch.Tensor, torch.Tensor> Convolutions() => Sequential(
        Unflatten(1, [1, 28, 28]),
        Conv2d(1, 8, 5, stride: 2, padding: 2),
        ReLU(),
        Conv2d(8, 16, 3, stride: 2, padding: 1),
        ReLU(),
        Flatten(),
        Linear(16 * 49, 10));

    private static LearningTask Digits(string name, string folder, Func<Module<torch.Tensor, torch.Tensor>> module)
    {
        (float[] labels, float[][] features) = TableReader.Read(Path.Combine(folder, "mnist.tsv.gz"), 15_000, hasHeader: false, isPixels: true);
        return Split(name, features, torch.tensor(labels).to(torch.ScalarType.Int64)) with
        {
            Module = module,
            Loss = (logits, label) => functional.cross_entropy(logits, label),
            Draw = logits => ModelSample.Categorical(logits),
        };
    }

    private static LearningTask Adult(string name, string folder)
    {
        (float[] labels, float[][] features) = TableReader.Read(Path.Combine(folder, "adult.tsv.gz"), 15_000, hasHeader: true, isPixels: false);
        return Split(name, features, torch.tensor(labels).unsqueeze(1)) with
        {
            Module = () => Sequential(Linear(features[0].Length, Hidden), ReLU(), Linear(Hidden, Hidden), ReLU(), Linear(Hidden, 1)),
            Loss = (logits, label) => functional.binary_cross_entropy_with_logits(logits, label),
            Draw = logits => ModelSample.Bernoulli(logits),
        };
    }

    private static LearningTask California(string name, string folder)
    {
        (float[] labels, float[][] features) = TableReader.Read(Path.Combine(folder, "california.tsv.gz"), 15_000, hasHeader: true, isPixels: false);
        return Split(name, features, torch.tensor(labels).unsqueeze(1)) with
        {
            Module = () => Sequential(Linear(features[0].Length, Hidden), ReLU(), Linear(Hidden, Hidden), ReLU(), Linear(Hidden, 1)),
            Loss = (prediction, label) => functional.mse_loss(prediction, label),
            Draw = prediction => ModelSample.Gaussian(prediction, Math.Sqrt(0.5)),
        };
    }

    private static LearningTask Autoencoder(string name, string folder)
    {
        (_, float[][] features) = TableReader.Read(Path.Combine(folder, "mnist.tsv.gz"), 15_000, hasHeader: false, isPixels: true);
        LearningTask task = Split(name, features, torch.zeros(features.Length));
        return task with
        {
            Module = () => Sequential(Linear(784, 64), ReLU(), Linear(64, 16), Linear(16, 64), ReLU(), Linear(64, 784)),
            Labels = task.Inputs,
            HeldOutLabels = task.HeldOutInputs,
            Loss = (logits, pixels) => functional.binary_cross_entropy_with_logits(logits, pixels),
            Draw = logits => ModelSample.Bernoulli(logits),
        };
    }

    private static LearningTask Split(string name, float[][] features, torch.Tensor labels)
    {
        int rows = features.Length, columns = features[0].Length, train = (int)(rows * (1 - HeldOutShare));
        torch.Tensor inputs = torch.tensor(features.SelectMany(row => row).ToArray()).reshape(rows, columns);
        return new LearningTask
        {
            Name = name,
            Module = Perceptron,
            Loss = (a, _) => a,
            Draw = a => a,
            Inputs = inputs[..train],
            Labels = labels[..train],
            HeldOutInputs = inputs[train..],
            HeldOutLabels = labels[train..],
        };
    }
}
