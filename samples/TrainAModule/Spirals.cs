using TorchSharp;

namespace TrainAModule;

/// <summary>Points on two spirals that wind around each other, with noise: which spiral is the label.</summary>
internal sealed record Spirals(torch.Tensor Points, torch.Tensor Labels)
{
    private const double Turns = 1.5;
    private const double Noise = 0.06;

    public static Spirals Generate(int count, int seed)
    {
        var random = new Random(seed);
        var points = new float[count, 2];
        var labels = new float[count, 1];
        for (int i = 0; i < count; i++)
        {
            int label = i % 2;
            double radius = Math.Sqrt(random.NextDouble());
            double angle = (2 * Math.PI * Turns * radius) + (label * Math.PI);
            points[i, 0] = (float)((radius * Math.Cos(angle)) + (Noise * Normal(random)));
            points[i, 1] = (float)((radius * Math.Sin(angle)) + (Noise * Normal(random)));
            labels[i, 0] = label;
        }

        return new Spirals(torch.tensor(points), torch.tensor(labels));
    }

    /// <summary>Mini-batches in a random order that the seed fixes.</summary>
    public IEnumerable<(torch.Tensor Points, torch.Tensor Labels)> Batches(int size, int seed)
    {
        long[] order = [.. Enumerable.Range(0, (int)Points.shape[0]).Select(i => (long)i)];
        new Random(seed).Shuffle(order);
        foreach (long[] rows in order.Chunk(size))
        {
            using torch.Tensor index = torch.tensor(rows);
            yield return (Points.index_select(0, index), Labels.index_select(0, index));
        }
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
