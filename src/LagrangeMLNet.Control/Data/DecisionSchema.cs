using Microsoft.ML;
using Microsoft.ML.Data;

namespace LagrangeMLNet.Control.Data;

/// <summary>The columns of a log, found and of the right types.</summary>
internal sealed class DecisionSchema
{
    public DecisionSchema(DataViewSchema schema, DecisionLogOptions options)
    {
        Features = Find(schema, "feature", options.FeatureColumnName);
        if (Features.Type is not VectorDataViewType { Size: > 0 } vector || vector.ItemType != NumberDataViewType.Single)
            DecisionErrors.WrongType("feature", Features.Name, "Vector<Single> of known size", Features.Type);
        Action = Find(schema, "action", options.ActionColumnName);
        if (Action.Type is not KeyDataViewType)
            DecisionErrors.WrongType("action", Action.Name, "a key (MapValueToKey)", Action.Type);
        Reward = Find(schema, "reward", options.RewardColumnName);
        CheckNumber("reward", Reward);
        if (options.ProbabilityColumnName is not { } name)
            return;
        Probability = schema.GetColumnOrNull(name);
        if (Probability is not { } probability)
            DecisionErrors.MissingProbabilities(name);
        else
            CheckNumber("probability", probability);
    }

    public DataViewSchema.Column Features { get; }

    public DataViewSchema.Column Action { get; }

    public DataViewSchema.Column Reward { get; }

    /// <summary>Null where propensities are to be estimated.</summary>
    public DataViewSchema.Column? Probability { get; }

    public IEnumerable<DataViewSchema.Column> Columns =>
        Probability is { } probability ? [Features, Action, Reward, probability] : [Features, Action, Reward];

    public static DataViewSchema.Column Find(DataViewSchema schema, string role, string name)
    {
        if (schema.GetColumnOrNull(name) is not { } column)
        {
            DecisionErrors.MissingColumn(role, name, schema.Where(other => !other.IsHidden).Select(other => other.Name));
            return default;
        }

        return column;
    }

    private static void CheckNumber(string role, DataViewSchema.Column column)
    {
        bool isBoolean = role == "reward" && column.Type is BooleanDataViewType;
        if (!isBoolean && column.Type != NumberDataViewType.Single && column.Type != NumberDataViewType.Double)
            DecisionErrors.WrongType(role, column.Name, role == "reward" ? "Single, Double or Boolean" : "Single or Double", column.Type);
    }
}
