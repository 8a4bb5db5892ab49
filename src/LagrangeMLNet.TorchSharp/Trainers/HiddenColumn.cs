using LagrangeMLNet.Interop;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace LagrangeMLNet.Trainers;

/// <summary>The column that the hidden layers add.</summary>
internal static class HiddenColumn
{
    /// <summary>Its name, from that of the feature column.</summary>
    public static string NameFor(string features) => features + "Hidden";

    /// <summary>The output of the stock head's trainer, and this column.</summary>
    public static SchemaShape AddTo(SchemaShape output, string features)
    {
        var builder = new DataViewSchema.Builder();
        builder.AddColumn(NameFor(features), new VectorDataViewType(NumberDataViewType.Single, 1));
        SchemaShape.Column hidden = MLNetInternals.CreateSchemaShape(null, builder.ToSchema()).Single();
        return new SchemaShape(output.Where(column => column.Name != hidden.Name).Append(hidden));
    }
}
