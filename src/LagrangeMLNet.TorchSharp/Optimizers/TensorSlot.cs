using TorchSharp;

namespace LagrangeMLNet.Optimizers;

/// <summary>
/// A tensor that a state owns: kept outside of every dispose scope, moved and saved with the state. Empty until it is needed.
/// </summary>
internal sealed class TensorSlot : IDisposable
{
    public torch.Tensor? Value { get; private set; }

    /// <summary>Takes a tensor over in place of the one before.</summary>
    public torch.Tensor Set(torch.Tensor value)
    {
        torch.Tensor kept = value.DetachFromDisposeScope();
        if (!ReferenceEquals(kept, Value))
            Value?.Dispose();
        return Value = kept;
    }

    public void CopyFrom(TensorSlot source, torch.Device device)
    {
        Dispose();
        if (source.Value is { } value)
            Set(value.to(device, copy: true));
    }

    public void To(torch.Device device)
    {
        if (Value is { } value)
            Set(value.to(device));
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(Value is not null);
        if (Value is null)
            return;
        using torch.Tensor contiguous = Value.contiguous();
        contiguous.Save(writer);
    }

    public void Load(BinaryReader reader, torch.Device device)
    {
        Dispose();
        if (!reader.ReadBoolean())
            return;
        torch.Tensor? value = null;
        TensorExtensionMethods.Load(ref value, reader);
        // A copy in torch's own memory: sums depend, in their last digit, on how the numbers are aligned.
        Set(value!.to(device, copy: true, disposeAfter: true));
    }

    public void Dispose()
    {
        Value?.Dispose();
        Value = null;
    }
}
