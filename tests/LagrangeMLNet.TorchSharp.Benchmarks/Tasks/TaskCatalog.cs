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

    /// <summary>Tasks that settings were chosen on; the bars are measured on the others.</summary>
    public static readonly IReadOnlyList<string> Development =
        ["shapes-mlp", "shapes-cnn", "shapes-autoencoder", "teacher", "letter", "diamonds", "taxi"];

    private const int Rows = 15_000;

    public static LearningTask Load(string name, string folder) => name switch
    {
        "mnist-mlp" => Digits(name, Images(folder), Perceptron),
        "mnist-cnn" => Digits(name, Images(folder), Convolutions),
        "adult" => Binary(name, Table(folder, name)),
        "california" => Regression(name, Table(folder, name)),
        "mnist-autoencoder" => Autoencoder(name, Images(folder)),
        "shapes-mlp" => Digits(name, Shapes.Make(Rows, seed: 1), Perceptron),
        "shapes-cnn" => Digits(name, Shapes.Make(Rows, seed: 2), Convolutions),
        "shapes-autoencoder" => Autoencoder(name, Shapes.Make(Rows, seed: 3)),
        "teacher" => Binary(name, NoisyTeacher.Make(Rows, seed: 4)),
        "letter" => Letter(name, folder),
        "diamonds" or "taxi" => Regression(name, Table(folder, name)),
        _ => throw new ArgumentException($"There is no task '{name}'. There are: {string.Join(", ", Names)}."),
    };

    /// <summary>A module small enough for the full metric, on the tabular regression.</summary>
    public static LearningTask Small(string folder) => Regression("california-small", Table(folder, "california")) with
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

    private static (float[] Labels, float[][] Features) Images(string folder) =>
        TableReader.Read(Path.Combine(folder, "mnist.tsv.gz"), Rows, hasHeader: false, isPixels: true);

    private static (float[] Labels, float[][] Features) Table(string folder, string name) =>
        TableReader.Read(Path.Combine(folder, name + ".tsv.gz"), Rows, hasHeader: true, isPixels: false);

    private static Module<torch.Tensor, torch.Tensor> TablePerceptron(int inputs, int outputs) =>
        Sequential(Linear(inputs, Hidden), ReLU(), Linear(Hidden, Hidden), ReLU(), Linear(Hidden, outputs));

    private static LearningTask Digits(
        string name, (float[] Labels, float[][] Features) images, Func<Module<torch.Tensor, torch.Tensor>> module) =>
        Classes(name, images) with { Module = module };

    private static LearningTask Letter(string name, string folder)
    {
        (float[] Labels, float[][] Features) table = Table(folder, name);
        return Classes(name, table) with { Module = () => TablePerceptron(table.Features[0].Length, 26) };
    }

    private static LearningTask Classes(string name, (float[] Labels, float[][] Features) data) =>
        Split(name, data.Features, torch.tensor(data.Labels).to(torch.ScalarType.Int64)) with
        {
            Loss = (logits, label) => functional.cross_entropy(logits, label),
            Draw = logits => ModelSample.Categorical(logits),
        };

    private static LearningTask Binary(string name, (float[] Labels, float[][] Features) data) =>
        Split(name, data.Features, torch.tensor(data.Labels).unsqueeze(1)) with
        {
            Module = () => TablePerceptron(data.Features[0].Length, 1),
            Loss = (logits, label) => functional.binary_cross_entropy_with_logits(logits, label),
            Draw = logits => ModelSample.Bernoulli(logits),
        };

    private static LearningTask Regression(string name, (float[] Labels, float[][] Features) data) =>
        Split(name, data.Features, torch.tensor(data.Labels).unsqueeze(1)) with
        {
            Module = () => TablePerceptron(data.Features[0].Length, 1),
            Loss = (prediction, label) => functional.mse_loss(prediction, label),
            Draw = prediction => ModelSample.Gaussian(prediction, Math.Sqrt(0.5)),
        };

    private static LearningTask Autoencoder(string name, (float[] Labels, float[][] Features) images)
    {
        LearningTask task = Split(name, images.Features, torch.zeros(images.Features.Length));
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
