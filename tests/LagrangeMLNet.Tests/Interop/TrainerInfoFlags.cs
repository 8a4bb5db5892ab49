using System.Reflection;
using Microsoft.ML;

namespace LagrangeMLNet.Tests.Interop;

internal static class TrainerInfoFlags
{
    /// <summary>The names of a trainer's properties that are true, the internal ones too.</summary>
    public static IEnumerable<string> SetIn(TrainerInfo info) =>
        typeof(TrainerInfo).GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .Where(property => (bool)property.GetValue(info)!)
            .Select(property => property.Name);
}
