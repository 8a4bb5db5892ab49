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
    /// <param name="bins">Receives the sums; 256 words or as many as the column has bins.</param>
    public static void Add(byte[] column, ReadOnlySpan<int> rows, ReadOnlySpan<long> words, Span<long> bins)
    {
        ref byte source = ref MemoryMarshal.GetArrayDataReference(column);
        ref long target = ref MemoryMarshal.GetReference(bins);
        ref int row = ref MemoryMarshal.GetReference(rows);
        ref long word = ref MemoryMarshal.GetReference(words);
        for (int i = 0; i < rows.Length; i++)
            Unsafe.Add(ref target, (nuint)Unsafe.Add(ref source, (nint)(uint)Unsafe.Add(ref row, i))) += Unsafe.Add(ref word, i);
    }

    /// <summary>Four columns; each has sums of its own, 256 words apart.</summary>
    /// <param name="a">Bins of the first column.</param>
    /// <param name="b">Bins of the second.</param>
    /// <param name="c">Bins of the third.</param>
    /// <param name="d">Bins of the fourth.</param>
    /// <param name="rows">The leaf's rows.</param>
    /// <param name="words">Their pairs, in the same order.</param>
    /// <param name="bins">Receives the sums.</param>
    public static void Add(byte[] a, byte[] b, byte[] c, byte[] d, ReadOnlySpan<int> rows, ReadOnlySpan<long> words, Span<long> bins)
    {
        ref byte first = ref MemoryMarshal.GetArrayDataReference(a);
        ref byte second = ref MemoryMarshal.GetArrayDataReference(b);
        ref byte third = ref MemoryMarshal.GetArrayDataReference(c);
        ref byte fourth = ref MemoryMarshal.GetArrayDataReference(d);
        ref long target = ref MemoryMarshal.GetReference(bins);
        ref int places = ref MemoryMarshal.GetReference(rows);
        ref long word = ref MemoryMarshal.GetReference(words);
        for (int i = 0; i < rows.Length; i++)
        {
            nint row = (nint)(uint)Unsafe.Add(ref places, i);
            long own = Unsafe.Add(ref word, i);
            Unsafe.Add(ref target, (nuint)Unsafe.Add(ref first, row)) += own;
            Unsafe.Add(ref target, (nuint)(256 + Unsafe.Add(ref second, row))) += own;
            Unsafe.Add(ref target, (nuint)(512 + Unsafe.Add(ref third, row))) += own;
            Unsafe.Add(ref target, (nuint)(768 + Unsafe.Add(ref fourth, row))) += own;
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
