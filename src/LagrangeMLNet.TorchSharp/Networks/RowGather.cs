using System.Runtime.InteropServices;
using LagrangeMLNet.Data;
using TorchSharp;

namespace LagrangeMLNet.Networks;

/// <summary>Brings rows from the blocks they lie in to tensors, slots in the order of the encoding.</summary>
internal sealed class RowGather
{
    private readonly InputEncoding _encoding;
    private readonly LabelScale _labels;
    private readonly torch.Device _device;
    private readonly MemberFolds? _folds;
    private readonly int _dense;
    private readonly bool _isPlain;

    // For each position of the layout: its place among the numbers, or −1 − its place in the bag.
    private readonly int[] _places;

    public RowGather(ColumnLayout layout, InputEncoding encoding, LabelScale labels, torch.Device device, MemberFolds? folds = null)
    {
        _folds = folds;
        _encoding = encoding;
        _labels = labels;
        _device = device;
        _dense = layout.Dense;
        var ofSlot = new int[layout.Slots];
        for (int i = 0; i < encoding.Numbers.Length; i++)
            ofSlot[encoding.Numbers[i]] = i;
        for (int i = 0; i < encoding.Bag.Length; i++)
            ofSlot[encoding.Bag[i]] = -1 - i;
        _places = new int[layout.Slots];
        for (int slot = 0; slot < layout.Slots; slot++)
            _places[layout.PositionOf(slot)] = ofSlot[slot];
        _isPlain = layout.Sparse == 0 && encoding.Bag.Length == 0;
    }

    /// <summary>Whether each member leaves out rows of its own, because there are few.</summary>
    public bool HasFolds => _folds is not null;

    /// <summary>The rows as tensors of the current dispose scope.</summary>
    public InputRows Gather(ReadOnlySpan<RowPlace> rows)
    {
        int width = _encoding.Numbers.Length;
        torch.Tensor? numbers = width > 0 ? torch.zeros(rows.Length, width) : null;
        Span<float> values = numbers is null ? [] : MemoryMarshal.Cast<byte, float>(numbers.bytes);
        var labels = new float[rows.Length];
        float[]? weights = rows[0].Block.Weights is not null || _labels.ClassWeights is not null ? new float[rows.Length] : null;
        var bagSlots = new List<long>();
        var bagValues = new List<float>();
        var starts = new long[rows.Length];
        for (int r = 0; r < rows.Length; r++)
        {
            (RowBlock block, int row) = rows[r];
            labels[r] = block.Labels[row];
            if (weights is not null)
                weights[r] = (float)_labels.Weigh(labels[r], block.Weights?[row] ?? 1);
            Span<float> own = values.Slice(r * width, width);
            ReadOnlySpan<float> dense = block.DenseRow(row);
            starts[r] = bagSlots.Count;
            if (_isPlain)
            {
                dense.CopyTo(own);
                continue;
            }

            for (int position = 0; position < _dense; position++)
                Put(own, _places[position], dense[position]);
            for (int i = block.Starts[row]; i < block.Starts[row + 1]; i++)
                Put(own, _places[_dense + block.Indices[i]], block.Values[i]);
        }

        bool hasBag = _encoding.Bag.Length > 0;
        return new InputRows(
            rows.Length,
            _device.type == DeviceType.CPU ? numbers : numbers?.to(_device),
            hasBag ? torch.tensor(bagSlots.ToArray(), device: _device) : null,
            hasBag ? Tensor([.. bagValues]) : null,
            hasBag ? torch.tensor(starts, device: _device) : null,
            LabelTensor(labels),
            weights is null ? null : Tensor(weights),
            _folds is null ? null : Tensor(_folds.Mask(rows)).view(_folds.Members, rows.Length));

        void Put(Span<float> own, int place, float value)
        {
            if (place >= 0)
            {
                own[place] = value;
            }
            else if (value != 0)
            {
                bagSlots.Add(-1 - place);
                bagValues.Add(Math.Clamp(value * _encoding.BagScale, -InputEncoding.LargestInBag, InputEncoding.LargestInBag));
            }
        }
    }

    private torch.Tensor LabelTensor(float[] labels)
    {
        if (_labels.Classes > 1)
            return torch.tensor(Array.ConvertAll(labels, label => (long)label), device: _device);
        if (_labels.Scale != 1 || _labels.Centre != 0)
        {
            for (int r = 0; r < labels.Length; r++)
                labels[r] = (float)_labels.Standardize(labels[r]);
        }

        return Tensor(labels);
    }

    // A copy in torch's own memory: sums depend, in their last digit, on how the numbers are aligned, and a managed array lies anywhere.
    private torch.Tensor Tensor(float[] values) => torch.tensor(values, device: _device).clone();
}
