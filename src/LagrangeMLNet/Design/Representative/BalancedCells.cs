using System.Numerics.Tensors;

namespace LagrangeMLNet.Design;

/// <summary>
/// Splits rows into as many cells as rows are to be chosen, each with as good as the same number of rows: halves, and halves of halves,
/// across the direction in which a cell is widest. One row from each cell stands for all, whatever the law that makes the labels.
/// </summary>
/// <remarks>
/// Source: stratified sampling with one unit a stratum (Cochran, Sampling Techniques (1977), chapter 5), strata by principal directions
/// (Boley, Principal direction divisive partitioning (1998)). Rows labelled before fill the cells that they lie in.
/// </remarks>
/// <param name="sketches">Coordinates of all rows, side by side: first those to choose from, then those labelled before.</param>
/// <param name="coordinates">Coordinates of a row.</param>
/// <param name="rows">Number of rows to choose from.</param>
/// <param name="random">Breaks ties, and says which half of an odd number is the greater.</param>
/// <param name="checkAlive">Throws when the caller asks for an end.</param>
internal sealed class BalancedCells(float[] sketches, int coordinates, int rows, Random random, Action checkAlive)
{
    /// <summary>Rows that a cell's widest direction is taken from.</summary>
    private const int DirectionRows = 2048;

    /// <summary>Steps of power iteration: the direction need not be exact.</summary>
    private const int DirectionSteps = 12;

    /// <summary>The cells, the first ones spread over all of them.</summary>
    public List<int[]> Split(int count)
    {
        int[] all = [.. Enumerable.Range(0, rows)];
        random.Shuffle(all);
        return Split(all, [.. Enumerable.Range(rows, (sketches.Length / coordinates) - rows)], count);
    }

    private List<int[]> Split(int[] cell, int[] labeled, int count)
    {
        checkAlive();
        if (count == 0)
            return [];
        if (count == 1 || cell.Length <= 1)
            return [cell];
        var direction = Widest(cell);
        float[] keys = [.. cell.Select(row => Along(row, direction))];
        Array.Sort(keys, cell);

        // Both halves get the same number of rows that are labelled in the end, those labelled before among them.
        int half = (cell.Length + random.Next(2)) / 2;
        var sides = labeled.ToLookup(row => Along(row, direction) < keys[half]);
        int[] low = [.. sides[true]], high = [.. sides[false]];
        int target = (count + labeled.Length + random.Next(2)) / 2;
        int own = Math.Clamp(target - low.Length, Math.Max(0, count - (cell.Length - half)), Math.Min(count, half));
        if (labeled.Length == 0)
            half = Share(cell.Length, own, count);
        var (left, right) = (Split(cell[..half], low, own), Split(cell[half..], high, count - own));

        // Alternately, so that the first rows of the order are spread as well.
        var order = new List<int[]>();
        for (int i = 0; i < Math.Max(left.Count, right.Count); i++)
        {
            if (i < left.Count)
                order.Add(left[i]);
            if (i < right.Count)
                order.Add(right[i]);
        }

        return order;
    }

    /// <summary>own/count of a cell's rows, rounded up or down at random so that each row is chosen as probably as every other.</summary>
    private int Share(int length, int own, int count)
    {
        double exact = (double)length * own / count;
        int whole = (int)Math.Floor(exact);
        return Math.Clamp(random.NextDouble() < exact - whole ? whole + 1 : whole, own, length - (count - own));
    }

    /// <summary>The direction of the greatest variance of a cell's rows.</summary>
    private float[] Widest(int[] cell)
    {
        int stride = Math.Max(1, cell.Length / DirectionRows);
        int[] sample = [.. Enumerable.Range(0, cell.Length / stride).Select(i => cell[i * stride])];
        var mean = new float[coordinates];
        foreach (int row in sample)
            TensorPrimitives.Add(mean, Row(row), mean);
        TensorPrimitives.Divide(mean, sample.Length, mean);
        var variance = new float[coordinates];
        var deviation = new float[coordinates];
        foreach (int row in sample)
        {
            TensorPrimitives.Subtract(Row(row), mean, deviation);
            TensorPrimitives.MultiplyAdd(deviation, deviation, variance, variance);
        }

        var direction = new float[coordinates];
        direction[TensorPrimitives.IndexOfMax<float>(variance)] = 1;
        var next = new float[coordinates];
        for (int step = 0; step < DirectionSteps; step++)
        {
            Array.Clear(next);
            foreach (int row in sample)
            {
                TensorPrimitives.Subtract(Row(row), mean, deviation);
                TensorPrimitives.MultiplyAdd(deviation, TensorPrimitives.Dot<float>(deviation, direction), next, next);
            }

            float length = TensorPrimitives.Norm<float>(next);
            if (!(length > 0))
                break;
            TensorPrimitives.Divide(next, length, direction);
        }

        return direction;
    }

    private float Along(int row, float[] direction) => TensorPrimitives.Dot<float>(Row(row), direction);

    private ReadOnlySpan<float> Row(int row) => sketches.AsSpan(row * coordinates, coordinates);
}
