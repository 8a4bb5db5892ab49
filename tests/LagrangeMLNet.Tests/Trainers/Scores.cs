using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace LagrangeMLNet.Tests.Trainers;

internal static class Scores
{
    /// <summary>All scores of a scored view, row after row.</summary>
    public static float[] Of(IDataView scored) => scored.Schema["Score"].Type is VectorDataViewType
        ? [.. scored.GetColumn<float[]>("Score").SelectMany(values => values)]
        : [.. scored.GetColumn<float>("Score")];

    public static void AssertClose(float[] expected, float[] found, float tolerance)
    {
        Assert.Equal(expected.Length, found.Length);
        Assert.InRange(expected.Zip(found, (e, f) => Math.Abs(e - f)).Max(), 0, tolerance);
    }
}
