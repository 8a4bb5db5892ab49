using static LagrangeMLNet.Tests.BadInput.Expected;

namespace LagrangeMLNet.Tests.BadInput;

/// <summary>Columns that are not there, or are of a type that cannot serve.</summary>
internal static class ColumnCases
{
    public static IEnumerable<BadCase> All =>
    [
        new("no label column", s => Error($"'{s.Label = "Nowhere"}'")),
        new("no feature column", s => Error($"'{s.Features = "Nowhere"}'")),
        new("no weight column", s => Error($"'{s.Weight = "Nowhere"}'")),
        new("no offset column", s => WithOffset(s, "Nowhere")),
        new("label of text", s => Error($"'{s.Label = "Text"}'")),
        new("label is a vector", s => Error($"'{s.Label = "Doubles"}'")),
        new("label of another task", s => Error($"'{s.Label = (s.IsClassifier ? "Number" : "Key")}'")),
        new("features are one number", s => Error($"'{s.Features = "Number"}'")),
        new("features of double precision", s => Error($"'{s.Features = "Doubles"}'")),
        new("features of text", s => Error($"'{s.Features = "Texts"}'")),
        new("features of unknown number", s => Error($"'{s.Features = "Unsized"}'")),
        new("weight of text", s => Error($"'{s.Weight = "Text"}'")),
        new("weight of double precision", s => Error($"'{s.Weight = "Double"}'")),
        new("weight is a vector", s => Error($"'{s.Weight = "Features"}'")),
        new("offset of text", s => WithOffset(s, "Text")),
        new("offset is a vector", s => WithOffset(s, "Features")),
    ];

    private static Expected WithOffset(BadSample sample, string column)
    {
        sample.Offset = column;
        return sample.IsCount ? Error($"'{column}'") : Sound();
    }
}
