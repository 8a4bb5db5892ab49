using Microsoft.ML;
using Microsoft.ML.Data;

namespace LagrangeMLNet.Control.Data;

/// <summary>Chosen rows of a log as a data view that the core's trainers read.</summary>
internal static class ContextView
{
    /// <param name="context">Makes the view.</param>
    /// <param name="columns">The log.</param>
    /// <param name="includes">Which rows; null for all.</param>
    public static IDataView Of(MLContext context, DecisionColumns columns, Func<int, bool>? includes = null)
    {
        var definition = SchemaDefinition.Create(typeof(ContextRow));
        definition[nameof(ContextRow.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, columns.Slots);
        definition[nameof(ContextRow.Label)].ColumnType = new KeyDataViewType(typeof(uint), columns.ActionNames.Count);
        return context.Data.LoadFromEnumerable(Rows(columns, includes), definition);
    }

    /// <summary>The contexts under another name, for models that were learnt from a column of that name.</summary>
    public static IDataView Named(MLContext context, DecisionColumns columns, string name)
    {
        var view = Of(context, columns);
        return name == nameof(ContextRow.Features)
            ? view
            : context.Transforms.CopyColumns(name, nameof(ContextRow.Features)).Fit(view).Transform(view);
    }

    private static IEnumerable<ContextRow> Rows(DecisionColumns columns, Func<int, bool>? includes)
    {
        var row = new ContextRow { Features = new float[columns.Slots] };
        for (int i = 0; i < columns.Actions.Length; i++)
        {
            if (includes is not null && !includes(i))
                continue;
            columns.Contexts.AsSpan(i * columns.Slots, columns.Slots).CopyTo(row.Features);
            // Members of objects count keys from 0; the view adds the 1.
            row.Label = (uint)columns.Actions[i];
            yield return row;
        }
    }

    private sealed class ContextRow
    {
        public float[] Features { get; set; } = [];

        public uint Label { get; set; }
    }
}
