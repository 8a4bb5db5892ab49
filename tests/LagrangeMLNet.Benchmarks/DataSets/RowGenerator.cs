using Microsoft.ML.Data;

namespace LagrangeMLNet.Benchmarks.DataSets;

/// <summary>A law from which rows are made by number. Holds no state between rows, so cursors may share it.</summary>
internal abstract class RowGenerator
{
    /// <summary>Number of feature slots.</summary>
    public abstract int Slots { get; }

    public abstract LearningTask Task { get; }

    /// <summary>Number of classes of a multiclass law; 0 otherwise.</summary>
    public virtual int Classes => 0;

    /// <summary>Makes row <paramref name="row"/>.</summary>
    /// <param name="row">Row number.</param>
    /// <param name="features">Receives the features.</param>
    /// <returns>The label: 0 or 1, class number from 0, or a value.</returns>
    public abstract double Make(long row, FeatureRow features);
}

/// <summary>One row of features under construction: the values of all slots, or explicit values with rising indices.</summary>
internal sealed class FeatureRow(int slots)
{
    private float[] _values = [];
    private int[] _indices = [];
    private int _count;
    private bool _isDense;

    /// <summary>Starts a dense row; the caller fills every slot.</summary>
    public Span<float> StartDense()
    {
        if (_values.Length < slots)
            _values = new float[slots];
        _isDense = true;
        _count = slots;
        return _values.AsSpan(0, slots);
    }

    /// <summary>Starts a sparse row; the caller fills both spans, indices rising.</summary>
    public void StartSparse(int count, out Span<int> indices, out Span<float> values)
    {
        if (_values.Length < count)
            _values = new float[2 * count];
        if (_indices.Length < count)
            _indices = new int[2 * count];
        _isDense = false;
        _count = count;
        indices = _indices.AsSpan(0, count);
        values = _values.AsSpan(0, count);
    }

    public void CopyTo(ref VBuffer<float> destination)
    {
        var editor = VBufferEditor.Create(ref destination, slots, _count);
        _values.AsSpan(0, _count).CopyTo(editor.Values);
        if (!_isDense)
            _indices.AsSpan(0, _count).CopyTo(editor.Indices);
        destination = editor.Commit();
    }
}
