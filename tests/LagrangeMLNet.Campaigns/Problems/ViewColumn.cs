using Microsoft.ML;
using Microsoft.ML.Data;

namespace LagrangeMLNet.Campaigns.Problems;

/// <summary>Writes a row's value into what the caller holds.</summary>
internal delegate void Fill<T>(int row, ref T value);

/// <summary>A column of a <see cref="ColumnsView"/>.</summary>
internal abstract record ViewColumn(string Name, DataViewType Type)
{
    public abstract Delegate Getter(Func<int> position);

    public static ViewColumn Of<T>(string name, DataViewType type, Fill<T> fill) => new Filled<T>(name, type, fill);

    public static ViewColumn Number(string name, IReadOnlyList<float> values) =>
        Of(name, NumberDataViewType.Single, (int row, ref float value) => value = values[row]);

    private sealed record Filled<T>(string Name, DataViewType Type, Fill<T> Fill) : ViewColumn(Name, Type)
    {
        public override Delegate Getter(Func<int> position) => (ValueGetter<T>)((ref T value) => Fill(position(), ref value));
    }
}
