using System.Runtime.CompilerServices;
using Microsoft.ML;
using Microsoft.ML.Calibrators;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;

namespace LagrangeMLNet.Interop;

/// <summary>
/// The only file that knows ML.NET's internals. ML.NET's model classes are public, but what makes them is not; each member below is one
/// such maker, and one test fails by its name when a new ML.NET version moves it.
/// </summary>
internal static class MLNetInternals
{
    // What a trainer makes its model from.

    [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
    public static extern LinearBinaryModelParameters NewLinearBinaryModelParameters(
        IHostEnvironment env, in VBuffer<float> weights, float bias, ModelStatisticsBase? stats);

    [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
    public static extern LinearRegressionModelParameters NewLinearRegressionModelParameters(
        IHostEnvironment env, in VBuffer<float> weights, float bias);

    [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
    public static extern PoissonRegressionModelParameters NewPoissonRegressionModelParameters(
        IHostEnvironment env, in VBuffer<float> weights, float bias);

    /// <param name="env">Environment.</param>
    /// <param name="weights">The biases of all classes, then the weights of each class in turn.</param>
    /// <param name="numClasses">Number of classes.</param>
    /// <param name="numFeatures">Number of features.</param>
    /// <param name="labelNames">Names of the classes for summaries, or null.</param>
    /// <param name="stats">Statistics, or null.</param>
    [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
    public static extern MaximumEntropyModelParameters NewMaximumEntropyModelParameters(
        IHostEnvironment env, in VBuffer<float> weights, int numClasses, int numFeatures, string[]? labelNames, ModelStatisticsBase? stats);

    [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
    public static extern PlattCalibrator NewPlattCalibrator(IHostEnvironment env, double slope, double offset);

    [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
    public static extern TrainerInfo NewTrainerInfo(
        bool normalization, bool calibration, bool caching, bool supportValid, bool supportIncrementalTrain, bool supportTest);

    // What a trainer needs of its surroundings.

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_Owner")]
    public static extern TrainCatalogBase GetOwner(TrainCatalogBase.CatalogInstantiatorBase trainers);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_Environment")]
    public static extern IHostEnvironment GetEnvironment(TrainCatalogBase catalog);

    public static IHostEnvironment GetEnvironment(DataOperationsCatalog catalog) => EnvironmentField(catalog);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_env")]
    private static extern ref IHostEnvironment EnvironmentField(DataOperationsCatalog catalog);

    [UnsafeAccessor(UnsafeAccessorKind.StaticMethod, Name = "Create")]
    public static extern SchemaShape CreateSchemaShape(SchemaShape? anchor, DataViewSchema schema);

    /// <summary>
    /// Throws <see cref="OperationCanceledException"/> when a registered host was cancelled; an <see cref="MLContext"/> never tells.
    /// </summary>
    [UnsafeAccessor(UnsafeAccessorKind.StaticMethod, Name = "CheckAlive")]
    public static extern void CheckAlive(
        [UnsafeAccessorType("Microsoft.ML.Runtime.Contracts, Microsoft.ML.Core")] object? anchor, IHostEnvironment host);

    /// <summary>Cancels whatever runs on a context, as Microsoft's AutoML does.</summary>
    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "CancelExecution")]
    public static extern void CancelExecution(MLContext context);

    /// <summary>Generic models: an accessor finds a generic type only from inside a generic class.</summary>
    public static class Calibrated<TSubModel, TCalibrator>
        where TSubModel : class
        where TCalibrator : class, ICalibrator
    {
        /// <summary>Makes the internal type behind <see cref="CalibratedModelParametersBase{TSubModel, TCalibrator}"/>.</summary>
        [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
        [return: UnsafeAccessorType("Microsoft.ML.Calibrators.ParameterMixingCalibratedModelParameters`2[[!0],[!1]], Microsoft.ML.Data")]
        public static extern object NewParameterMixingModelParameters(IHostEnvironment env, TSubModel predictor, TCalibrator calibrator);
    }

    /// <summary>Prediction transformers of a model type.</summary>
    public static class Transformer<TModel>
        where TModel : class
    {
        [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
        public static extern BinaryPredictionTransformer<TModel> NewBinary(
            IHostEnvironment env, TModel model, DataViewSchema inputSchema, string featureColumn, float threshold, string thresholdColumn);

        [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
        public static extern RegressionPredictionTransformer<TModel> NewRegression(
            IHostEnvironment env, TModel model, DataViewSchema inputSchema, string featureColumn);

        [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
        public static extern MulticlassPredictionTransformer<TModel> NewMulticlass(
            IHostEnvironment env,
            TModel model,
            DataViewSchema inputSchema,
            string featureColumn,
            string labelColumn,
            string scoreColumn,
            string predictedLabel);
    }
}
