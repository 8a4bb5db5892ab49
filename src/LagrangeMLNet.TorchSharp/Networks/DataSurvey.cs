using LagrangeMLNet.Data;

namespace LagrangeMLNet.Networks;

/// <summary>What a first pass over the rows to learn from tells: the encoding of the slots and the scale of the labels.</summary>
/// <param name="Encoding">How slots become inputs.</param>
/// <param name="Labels">How labels enter the loss.</param>
/// <param name="Rows">Number of rows.</param>
internal sealed record DataSurvey(InputEncoding Encoding, LabelScale Labels, long Rows)
{
    /// <summary>How the rows are known again.</summary>
    public string Fingerprint { get; init; } = "";

    /// <summary>A slot with fewer different values among the sampled rows is no measured quantity.</summary>
    private const int FewestValues = 4;

    /// <summary>As many sparse slots are filled up with zeros in each mini-batch: the matrix product is faster than a bag.</summary>
    private const int MostFilled = 1024;

    /// <summary>Reads all rows once.</summary>
    /// <param name="rows">The rows to learn from.</param>
    /// <param name="layout">Where each slot lies.</param>
    /// <param name="settings">What the caller set.</param>
    /// <param name="task">What is learnt.</param>
    /// <param name="classes">Number of classes; 1 for a number or a Boolean.</param>
    /// <param name="checkAlive">Throws when the caller asks for an end.</param>
    public static DataSurvey Take(
        IEnumerable<RowPlace> rows, ColumnLayout layout, NetworkSettings settings, PredictionTask task, int classes, Action checkAlive)
    {
        var sums = new SlotSums(layout);
        var labels = new LabelSums(task, classes);
        long count = 0;
        bool hasBag = layout.Sparse > MostFilled;
        var sample = new ValueSample(layout, readsSparse: !hasBag, settings.Seed);
        int[] positions = Positions(layout);
        using var fingerprint = new RowFingerprint();
        foreach (RowPlace place in rows)
        {
            if (count % Tile.Size == 0)
                checkAlive();
            sums.Add(place);
            fingerprint.Add(place);
            labels.Add(place.Block.Labels[place.Row], place.Weight);
            sample.Add(place);
            count++;
        }

        float[][] values = sample.ByPosition(checkAlive);
        int[] numbers = [.. Enumerable.Range(0, layout.Slots).Where(slot => !hasBag || layout.PositionOf(slot) < layout.Dense)];
        int[] bag = [.. Enumerable.Range(0, layout.Slots).Where(slot => hasBag && layout.PositionOf(slot) >= layout.Dense)];
        var encoding = new InputEncoding
        {
            Slots = layout.Slots,
            Numbers = numbers,
            Centre = [.. numbers.Select(slot => (float)sums.Mean(positions[slot]))],
            Scale = [.. numbers.Select(slot => (float)Scale(sums, layout, positions[slot], values[positions[slot]]))],
            Piece = [],
            PieceStart = [],
            PieceScale = [],
            Bag = bag,
            BagScale = (float)Math.Clamp(sums.InverseSparseLength, InputEncoding.SmallestBagScale, InputEncoding.LargestBagScale),
        };
        return new DataSurvey(Embed(encoding, positions, values, settings, checkAlive), labels.Scale(settings.BalanceClasses), count)
        {
            Fingerprint = fingerprint.Finish(),
        };
    }

    private static int[] Positions(ColumnLayout layout) => [.. Enumerable.Range(0, layout.Slots).Select(layout.PositionOf)];

    /// <summary>
    /// 1/deviation of a measured quantity. A slot of a few values, a category's, is scaled to a range of 1 instead, and one that is mostly
    /// 0 by what it is otherwise: divided by its deviation, a rare category or a pixel at the rim would dominate, and its few rows be
    /// learnt by heart.
    /// </summary>
    private static double Scale(SlotSums sums, ColumnLayout layout, int position, float[] sampled)
    {
        double inverse = sums.InverseDeviation(position);
        if (position >= layout.Dense)
            return Math.Min(inverse, sums.InverseSize(position));
        return ValueSample.HasFewerThan(FewestValues, sampled) ? Math.Min(inverse, 1 / sums.Range(position)) : inverse;
    }

    private static InputEncoding Embed(
        InputEncoding encoding, int[] positions, float[][] values, NetworkSettings settings, Action checkAlive)
    {
        if (settings.EmbeddingPieces == 0)
            return encoding;
        var (piece, start, scale) = (new List<int>(), new List<float>(), new List<float>());
        int embedded = 0;
        for (int i = 0; i < encoding.Numbers.Length; i++)
        {
            checkAlive();
            float[] edges = ValueSample.Edges(values[positions[encoding.Numbers[i]]], settings.EmbeddingPieces);
            if (edges.Length < FewestValues)
                continue;
            if (++embedded > InputEncoding.MostEmbedded)
                return encoding;
            for (int b = 1; b < edges.Length; b++)
            {
                piece.Add(i);
                start.Add(edges[b - 1]);
                scale.Add(1 / (edges[b] - edges[b - 1]));
            }
        }

        return encoding with { Piece = [.. piece], PieceStart = [.. start], PieceScale = [.. scale] };
    }
}
