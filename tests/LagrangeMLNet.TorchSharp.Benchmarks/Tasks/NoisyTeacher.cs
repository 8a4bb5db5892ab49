namespace LagrangeMLNet.TorchBenchmarks.Tasks;

/// <summary>
/// A table made in code: correlated numbers and one-hot columns, and a binary label drawn from a random network's probability, so that most
/// of the loss is noise that nobody can learn. Kin of surveys, so that settings can be chosen without looking at one.
/// </summary>
internal static class NoisyTeacher
{
    private const int Numeric = 8;
    private const int Categories = 12;
    private const int Fields = 4;
    private const int Hidden = 12;

    public static (float[] Labels, float[][] Features) Make(int rows, int seed)
    {
        var random = new Random(seed);
        int columns = Numeric + (Categories * Fields);
        double[] mixing = Normals(Numeric * Numeric, random, 1 / Math.Sqrt(Numeric));
        double[] first = Normals(columns * Hidden, random, 0.6), second = Normals(Hidden, random, 1);
        var labels = new float[rows];
        var features = new float[rows][];
        for (int i = 0; i < rows; i++)
        {
            float[] x = features[i] = new float[columns];
            double[] source = Normals(Numeric, random, 1);
            for (int c = 0; c < Numeric; c++)
            {
                for (int s = 0; s < Numeric; s++)
                    x[c] += (float)(source[s] * mixing[(c * Numeric) + s]);
            }

            // Few categories are frequent, many are rare.
            for (int field = 0; field < Fields; field++)
                x[Numeric + (field * Categories) + (int)(Categories * Math.Pow(random.NextDouble(), 3))] = 1;
            double logit = -1.5;
            for (int h = 0; h < Hidden; h++)
            {
                double sum = 0;
                for (int c = 0; c < columns; c++)
                    sum += x[c] * first[(c * Hidden) + h];
                logit += second[h] * Math.Max(0, sum);
            }

            labels[i] = random.NextDouble() < 1 / (1 + Math.Exp(-logit)) ? 1 : 0;
        }

        return (labels, features);
    }

    private static double[] Normals(int count, Random random, double deviation) => [.. Enumerable.Range(0, count).Select(_ =>
        deviation * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()))];
}
