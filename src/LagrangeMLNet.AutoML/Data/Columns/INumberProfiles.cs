using System.Numerics;
using Microsoft.ML;

namespace LagrangeMLNet.AutoML.Data.Columns;

/// <summary>Makes profiles for columns of any type of number.</summary>
internal interface INumberProfiles
{
    ColumnProfile Of<T>()
        where T : struct, INumber<T>;
}

internal sealed class NumberProfiles(DataViewSchema.Column column) : INumberProfiles
{
    public ColumnProfile Of<T>()
        where T : struct, INumber<T> => new NumberProfile<T>(column);
}

internal sealed class VectorProfiles(DataViewSchema.Column column) : INumberProfiles
{
    public ColumnProfile Of<T>()
        where T : struct, INumber<T> => new VectorProfile<T>(column);
}

internal sealed class KeyProfiles(DataViewSchema.Column column) : INumberProfiles
{
    public ColumnProfile Of<T>()
        where T : struct, INumber<T> => new KeyProfile<T>(column);
}

internal sealed class KeyVectorProfiles(DataViewSchema.Column column) : INumberProfiles
{
    public ColumnProfile Of<T>()
        where T : struct, INumber<T> => new KeyVectorProfile<T>(column);
}
