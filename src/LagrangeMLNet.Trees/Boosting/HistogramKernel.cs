using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LagrangeMLNet.Binning;

namespace LagrangeMLNet.Boosting;

/// <summary>Sums the pairs of a leaf's rows in the bins of a column.</summary>
internal static class HistogramKernel
{
    /// <summary>Columns that are summed side by side: their sums do not wait for each other.</summary>
    public const int Lanes = 4;

    /// <summary>One column.</summary>
    /// <param name="column">Bins of all rows.</param>
    /// <param name="rows">The leaf's rows.</param>
    /// <param name="words">Their pairs, in the same order.</param>
    /// <param name="bins">Receives the sums.</param>
    public static void Add(byte[] column, ReadOnlySpan<int> rows, ReadOnlySpan<long> words, Span<long> bins)
    {
        ref byte source = ref MemoryMarshal.GetArrayDataReference(column);
        ref long target = ref MemoryMarshal.GetReference(bins);
        ref int row = ref MemoryMarshal.GetReference(rows);
        ref long word = ref MemoryMarshal.GetReference(words);
        for (int i = 0; i < rows.Length; i++)
            Unsafe.Add(ref target, (nuint)Unsafe.Add(ref source, (nint)(uint)Unsafe.Add(ref row, i))) += Unsafe.Add(ref word, i);
    }

    /// <summary>Four columns that lie next to each other in a histogram.</summary>
    /// <param name="dense">Bins of all dense columns.</param>
    /// <param name="columns">The four.</param>
    /// <param name="rows">The leaf's rows.</param>
    /// <param name="words">Their pairs, in the same order.</param>
    /// <param name="histogram">Receives the sums.</param>
    public static void Add(
        byte[][] dense, ReadOnlySpan<BinnedColumn> columns, ReadOnlySpan<int> rows, ReadOnlySpan<long> words, long[] histogram)
    {
        ref byte first = ref MemoryMarshal.GetArrayDataReference(dense[columns[0].Place]);
        ref byte second = ref MemoryMarshal.GetArrayDataReference(dense[columns[1].Place]);
        ref byte third = ref MemoryMarshal.GetArrayDataReference(dense[columns[2].Place]);
        ref byte fourth = ref MemoryMarshal.GetArrayDataReference(dense[columns[3].Place]);
        ref long a = ref histogram[columns[0].Offset];
        ref long b = ref histogram[columns[1].Offset];
        ref long c = ref histogram[columns[2].Offset];
        ref long d = ref histogram[columns[3].Offset];
        ref int places = ref MemoryMarshal.GetReference(rows);
        ref long word = ref MemoryMarshal.GetReference(words);
        for (int i = 0; i < rows.Length; i++)
        {
            nint row = (nint)(uint)Unsafe.Add(ref places, i);
            long own = Unsafe.Add(ref word, i);
            Unsafe.Add(ref a, (nuint)Unsafe.Add(ref first, row)) += own;
            Unsafe.Add(ref b, (nuint)Unsafe.Add(ref second, row)) += own;
            Unsafe.Add(ref c, (nuint)Unsafe.Add(ref third, row)) += own;
            Unsafe.Add(ref d, (nuint)Unsafe.Add(ref fourth, row)) += own;
        }
    }

    /// <summary>A group of sparse columns.</summary>
    /// <param name="group">The group.</param>
    /// <param name="columns">All columns.</param>
    /// <param name="rows">The leaf's rows.</param>
    /// <param name="words">Their pairs, in the same order.</param>
    /// <param name="total">Sum of the leaf's pairs.</param>
    /// <param name="histogram">The leaf's histogram.</param>
    public static void Add(
        SparseGroup group, BinnedColumn[] columns, ReadOnlySpan<int> rows, ReadOnlySpan<long> words, long total, long[] histogram)
    {
        ref int starts = ref MemoryMarshal.GetArrayDataReference(group.Starts);
        ref int places = ref MemoryMarshal.GetArrayDataReference(group.Places);
        ref long target = ref MemoryMarshal.GetArrayDataReference(histogram);
        for (int i = 0; i < rows.Length; i++)
        {
            long own = words[i];
            int end = Unsafe.Add(ref starts, rows[i] + 1);
            for (int k = Unsafe.Add(ref starts, rows[i]); k < end; k++)
                Unsafe.Add(ref target, Unsafe.Add(ref places, k)) += own;
        }

        // What is not in another bin is in that of zero.
        for (int c = group.First; c < group.End; c++)
        {
            BinnedColumn column = columns[c];
            long rest = total;
            foreach (long sum in histogram.AsSpan(column.Offset, column.Bins))
                rest -= sum;
            histogram[column.Offset + column.ZeroBin] += rest;
        }
    }
}
