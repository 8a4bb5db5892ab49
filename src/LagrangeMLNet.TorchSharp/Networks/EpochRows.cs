using LagrangeMLNet.Data;

namespace LagrangeMLNet.Networks;

/// <summary>
/// The rows of positive weight to learn from, in an order that is new in each epoch: shuffled whole where they are in memory, else block by
/// block.
/// </summary>
/// <param name="rows">All rows.</param>
/// <param name="heldOut">Share of the rows that is held out.</param>
/// <param name="seed">Seed of all orders.</param>
/// <param name="checkAlive">Throws when the caller asks for an end.</param>
internal sealed class EpochRows(IRowSource rows, double heldOut, int seed, Action checkAlive)
{
    private RowPlace[]? _inMemory;

    /// <summary>All rows in their own order.</summary>
    public IEnumerable<RowPlace> All() => rows.Batches().SelectMany(batch => RowPlace.Of(batch, checkAlive)).Where(IsLearnt);

    /// <summary>All rows in the order of an epoch, cut into mini-batches of nearly equal size.</summary>
    /// <param name="epoch">Number of the epoch; the same number gives the same order.</param>
    /// <param name="size">Most rows in a mini-batch.</param>
    public IEnumerable<ReadOnlyMemory<RowPlace>> Epoch(int epoch, int size)
    {
        var random = new Random(HashCode(epoch));
        if (rows is RowSet)
        {
            _inMemory ??= [.. All()];
            RowPlace[] order = [.. _inMemory];
            random.Shuffle(order);
            return Cut(order, size);
        }

        return rows.Batches().SelectMany(batch =>
        {
            RowPlace[] order = [.. RowPlace.Of(batch, checkAlive).Where(IsLearnt)];
            random.Shuffle(order);
            return Cut(order, size);
        });
    }

    /// <summary>The first epochs' orders differ between seeds, and a seed's epochs between each other.</summary>
    private int HashCode(int epoch) => unchecked((seed * 1_000_003) ^ (epoch * 7_919));

    private bool IsLearnt(RowPlace place) => place.Weight > 0 && (heldOut <= 0 || place.Share(seed) >= heldOut);

    private static IEnumerable<ReadOnlyMemory<RowPlace>> Cut(RowPlace[] order, int size)
    {
        int batches = (order.Length + size - 1) / size;
        for (int i = 0; i < batches; i++)
        {
            int first = (int)((long)order.Length * i / batches), end = (int)((long)order.Length * (i + 1) / batches);
            yield return order.AsMemory(first, end - first);
        }
    }
}
