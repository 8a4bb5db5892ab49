using System.Globalization;
using LagrangeMLNet.Likelihoods;

namespace LagrangeMLNet.Labeling;

/// <summary>The labels that a task allows, and their form as numbers: 0 or 1, the number of a class from 0, or the number itself.</summary>
internal sealed class LabelSpace
{
    private static readonly string[] Affirmative = ["true", "1", "yes", "y"];
    private static readonly string[] Negative = ["false", "0", "no", "n"];
    private readonly LabelingTask _task;
    private readonly Dictionary<string, int> _classes = [];

    public LabelSpace(LabelingTask task, IReadOnlyList<string>? classes)
    {
        _task = task;
        // A copy: the caller's list may change later.
        Classes = [.. classes ?? []];
        if (task != LabelingTask.MulticlassClassification)
        {
            if (classes is not null)
                LabelingErrors.UnneededClasses(task);
            return;
        }

        if (Classes.Count < 2)
            LabelingErrors.BadClasses(classes is null ? "null" : $"{Classes.Count} names");
        foreach (string name in Classes)
            if (string.IsNullOrWhiteSpace(name) || !_classes.TryAdd(name, _classes.Count))
                LabelingErrors.BadClasses(string.IsNullOrWhiteSpace(name) ? "a list with an empty name" : $"a list with '{name}' twice");
    }

    public IReadOnlyList<string> Classes { get; }

    /// <summary>What is allowed, for people.</summary>
    public string Allowed => _task switch
    {
        LabelingTask.BinaryClassification => "true or false (as bool, 0 or 1, or text: true, false, yes, no)",
        LabelingTask.MulticlassClassification =>
            $"one of the {Classes.Count} class names: {string.Join(", ", Classes.Take(10))}{(Classes.Count > 10 ? ", …" : "")}",
        LabelingTask.PoissonRegression => "a finite number that is not negative (as float, double, whole number or text with a decimal point)",
        _ => "a finite number (as float, double, whole number or text with a decimal point)",
    };

    /// <summary>A label as a number, or null if it is none.</summary>
    public float? Parse(object? label) => _task switch
    {
        LabelingTask.BinaryClassification => Flag(label),
        LabelingTask.MulticlassClassification => label is string name && _classes.TryGetValue(name, out int exact) ? exact
            : Text(label) is { } text && _classes.TryGetValue(text, out int index) ? index
            : null,
        LabelingTask.PoissonRegression => Number(label) is { } count && Likelihood.Poisson.LabelProblem(count) is null ? count : null,
        _ => Number(label) is { } value && Likelihood.Gaussian.LabelProblem(value) is null ? value : null,
    };

    /// <summary>A label as people read it, and as <see cref="Parse"/> reads it again.</summary>
    public string Show(float label) => _task switch
    {
        LabelingTask.BinaryClassification => label > 0 ? "true" : "false",
        LabelingTask.MulticlassClassification => Classes[(int)label],
        _ => label.ToString("R", CultureInfo.InvariantCulture),
    };

    private static float? Flag(object? label) => label switch
    {
        bool flag => flag ? 1 : 0,
        _ when Text(label) is { } text => Affirmative.Contains(text, StringComparer.OrdinalIgnoreCase) ? 1
            : Negative.Contains(text, StringComparer.OrdinalIgnoreCase) ? 0
            : null,
        _ => null,
    };

    private static float? Number(object? label)
    {
        double value = double.NaN;
        if (label is bool || Text(label) is not { } text
            || !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) || !float.IsFinite((float)value))
        {
            return null;
        }

        return (float)value;
    }

    /// <summary>Text and numbers as text; other types are no labels.</summary>
    private static string? Text(object? label) => label switch
    {
        string text => text.Trim(),
        ReadOnlyMemory<char> text => text.Span.Trim().ToString(),
        float or double or decimal or sbyte or byte or short or ushort or int or uint or long or ulong =>
            ((IFormattable)label).ToString(null, CultureInfo.InvariantCulture),
        _ => null,
    };
}
