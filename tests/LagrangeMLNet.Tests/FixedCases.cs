using CsCheck;
using Xunit;

namespace LagrangeMLNet.Tests;

/// <summary>
/// Runs a property on random cases that are the same in every run (CsCheck's own <c>seed</c> fixes only the first case of a sample), and
/// reports how many fail and the simplest of them.
/// </summary>
internal static class FixedCases
{
    public static void Check<T>(this Gen<T> gen, int count, Action<T> property, Func<T, string>? print = null)
    {
        var random = new PCG(1, 20260721);
        var failures = new List<(string Case, Exception Error)>();
        for (int i = 0; i < count; i++)
        {
            var value = gen.Generate(random, null, out _);
            try
            {
                property(value);
            }
            catch (Exception error)
            {
                failures.Add((print is null ? CsCheck.Check.Print(value) : print(value), error));
            }
        }

        if (failures.Count == 0)
            return;
        var kinds = failures.GroupBy(failure => failure.Error.Message.Split('\n')[0]).Select(kind => $"{kind.Count()} × {kind.Key}");
        var simplest = failures.MinBy(failure => failure.Case.Length);
        Assert.Fail(
            $"{failures.Count} of {count} cases fail:\n{string.Join('\n', kinds)}\nThe simplest:\n{simplest.Case}\n{simplest.Error}");
    }

    public static void Check<T>(this Gen<T> gen, Action<T> property, int count) => gen.Check(count, property);

    public static void Check<T1, T2>(this Gen<(T1, T2)> gen, Action<T1, T2> property, int count) =>
        gen.Check(count, value => property(value.Item1, value.Item2));

    public static void Check<T1, T2, T3>(this Gen<(T1, T2, T3)> gen, Action<T1, T2, T3> property, int count) =>
        gen.Check(count, value => property(value.Item1, value.Item2, value.Item3));

    public static void Check<T1, T2, T3, T4>(this Gen<(T1, T2, T3, T4)> gen, Action<T1, T2, T3, T4> property, int count) =>
        gen.Check(count, value => property(value.Item1, value.Item2, value.Item3, value.Item4));
}
