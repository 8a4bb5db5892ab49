using LagrangeMLNet.Data;
using LagrangeMLNet.Numerics;

namespace LagrangeMLNet.Networks;

/// <summary>Where a row lies in memory.</summary>
internal readonly record struct RowPlace(RowBlock Block, int Row)
{
    /// <summary>All rows of a source that is in memory, or the ones of a batch of tiles.</summary>
    /// <param name="tiles">The tiles.</param>
    /// <param name="checkAlive">Throws when the caller asks for an end.</param>
    public static IEnumerable<RowPlace> Of(IEnumerable<Tile> tiles, Action checkAlive)
    {
        foreach (Tile tile in tiles)
        {
            checkAlive();
            for (int r = 0; r < tile.Count; r++)
                yield return new RowPlace(tile.Block, tile.Row(r));
        }
    }

    /// <summary>Example weight; 1 where no weights are given.</summary>
    public float Weight => Block.Weights?[Row] ?? 1;

    /// <summary>A number in [0, 1) that the row keeps in every pass.</summary>
    public double Share(int seed) => RowHash.Share(Block.FirstRow + Row, seed);
}
