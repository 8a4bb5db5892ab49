using TorchSharp;

namespace LagrangeMLNet.Optimizers;

/// <summary>
/// Numbers for torch's operations, held for good. Torch reads a scalar through a pointer, and nothing but a reference in managed code keeps
/// it there: one that was made on the way into a call is freed under torch's hands when a collection comes at that moment. So a scalar is
/// one of these or in a <c>using</c>, and the operations that make one unseen (<c>a + b</c>, <c>square</c>, <c>ToDouble</c>) are banned
/// here.
/// </summary>
internal static class HeldScalars
{
    public static readonly Scalar Zero = 0.ToScalar();
    public static readonly Scalar One = 1.ToScalar();
    public static readonly Scalar Half = 0.5.ToScalar();

    /// <summary>Far below every sum that is divided by.</summary>
    public static readonly Scalar Least = (1e-30).ToScalar();
}
