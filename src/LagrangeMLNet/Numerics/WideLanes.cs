using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace LagrangeMLNet.Numerics;

/// <summary>
/// The halves of a vector in double precision. <c>Vector256.Widen</c> gives the same, but no method that calls it can be compiled ahead.
/// </summary>
internal static class WideLanes
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Lower(Vector256<float> x) =>
        Avx.IsSupported ? Avx.ConvertToVector256Double(x.GetLower()) : Vector256.WidenLower(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Upper(Vector256<float> x) =>
        Avx.IsSupported ? Avx.ConvertToVector256Double(x.GetUpper()) : Vector256.WidenUpper(x);
}
