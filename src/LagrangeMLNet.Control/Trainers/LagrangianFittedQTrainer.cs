using System.Globalization;
using System.Text.Json.Serialization;
using LagrangeMLNet.Control.Data;
using LagrangeMLNet.Control.Learning;
using LagrangeMLNet.Interop;
using LagrangeMLNet.Mechanics;
using LagrangeMLNet.Trainers;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;
using Model = Microsoft.ML.Trainers.MaximumEntropyModelParameters;
using Transformer = Microsoft.ML.Data.MulticlassPredictionTransformer<Microsoft.ML.Trainers.MaximumEntropyModelParameters>;

namespace LagrangeMLNet.Control.Trainers;

/// <summary>
/// Learns which action to take where decisions follow one another, from a log of steps: the softmax policy of values linear in the
/// features, kept near the logging policy where the log tells little.
/// </summary>
/// <remarks>
/// Soft fitted Q iteration, every step of which is an exact least-squares evaluation of a policy (LSTD-Q) by the Fisher metric of the
/// features, along falling temperatures; FOGAS; and policy iteration with values averaged by kernels. Of the policies so found it takes
/// the one whose improvement over the logging policy, by a doubly robust estimate on episodes that were held out, has the greatest lower
/// confidence bound; where none surely improves, the model is the logging policy. The policy is linear in the features: where a good one
/// is not (MountainCar), put products, radial functions or <c>ApproximatedKernelMap</c> (with a seed, on features and next features alike)
/// before the trainer. The model is the one ML.NET's own maximum entropy trainers return: <c>Score</c> holds the probability of each
/// action, <c>PredictedLabel</c> the best.
/// </remarks>
public sealed class LagrangianFittedQTrainer : ITrainerEstimator<Transformer, Model>
{
    private static readonly TrainerInfo PolicyInfo = MLNetInternals.NewTrainerInfo(
        normalization: false, calibration: false, caching: false, supportValid: false, supportIncrementalTrain: false, supportTest: false);

    private readonly MLContext _context;
    private readonly IHostEnvironment _environment;
    private readonly IHost _host;
    private readonly Options _options;
    private readonly IEstimator<ITransformer> _stock;

    internal LagrangianFittedQTrainer(MLContext context, Options options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _context = context;
        _environment = MLNetInternals.GetEnvironment(context.MulticlassClassification);
        _host = _environment.Register("LagrangianFittedQ");
        _options = options.Copy();
        _stock = StockSchema.MaximumEntropy(options.ActionColumnName, options.FeatureColumnName, null);
    }

    /// <inheritdoc/>
    public TrainerInfo Info => PolicyInfo;

    /// <summary>What the last successful fit did; null before it, and after one that failed.</summary>
    public FittedQReport? LastReport { get; private set; }

    /// <summary>Learns a policy.</summary>
    /// <param name="input">A log of steps.</param>
    /// <returns>A stock ML.NET transformer.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has the wrong type.</exception>
    /// <exception cref="InvalidOperationException">
    /// The log holds a value that cannot be learnt from; the message names column and row.
    /// </exception>
    /// <exception cref="OperationCanceledException">The caller asked for an end.</exception>
    public Transformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        LastReport = null;
        using var channel = new TrainingChannel(
            _host,
            _environment,
            new TrainingWatch.Subject("LagrangianFittedQ", false, null),
            _options.Progress,
            _options.CancellationToken);
        channel.Hooks.CheckAlive();
        var (log, warnings) = TransitionReader.ReadTransitions(input, _options);
        if (_options.Discount == 1 && Array.IndexOf(log.Terminal, true) is >= 0 and int row)
            DecisionErrors.TerminalOfAverage(row);
        var (policy, report) = new FittedQLearner(_context, log, warnings, _options.ToSettings(), channel.Hooks).Learn();
        channel.Hooks.CheckAlive();
        LastReport = report;
        channel.End(report.Warnings, report.ToString());
        float[] biasesThenWeights = [.. policy.Biases, .. policy.Weights];
        var action = input.Schema[_options.ActionColumnName];
        var model = MLNetInternals.NewMaximumEntropyModelParameters(
            _host,
            new VBuffer<float>(biasesThenWeights.Length, biasesThenWeights),
            policy.Actions,
            policy.Features,
            LagrangianMaximumEntropyMulticlassTrainer.ClassNames(action, policy.Actions),
            stats: null);
        return MLNetInternals.Transformer<Model>.NewMulticlass(
            _host,
            model,
            input.Schema,
            _options.FeatureColumnName,
            _options.ActionColumnName,
            scoreColumn: "Score",
            predictedLabel: "PredictedLabel");
    }

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return _stock.GetOutputSchema(inputSchema);
    }

    /// <summary>Options of <see cref="LagrangianFittedQTrainer"/>; every default serves.</summary>
    /// <remarks>
    /// <see cref="DecisionLogOptions.ProbabilityColumnName"/> is not read: the logging policy is fitted to the actions it took.
    /// </remarks>
    /// <example>
    /// <code>
    /// var options = new LagrangianFittedQTrainer.Options { Discount = 0.95, Seed = 7 };
    /// var policy = mlContext.Control().Trainers.LagrangianFittedQ(options).Fit(pastSteps);
    /// </code>
    /// </example>
    public sealed class Options : TransitionLogOptions
    {
        /// <summary>
        /// How policies are found; null (recommended) tries all methods and takes the best policy of all. Default: null.
        /// </summary>
        public FittedQMethod? Method { get; set; }

        /// <summary>
        /// Discount γ, in [0, 1], of what is earned a step later; 1 learns the average reward per step of a process that never ends.
        /// Default: 0.99.
        /// </summary>
        public double Discount { get; set; } = 0.99;

        /// <summary>
        /// Temperature τ above 0, in units of value per nat of divergence from the logging policy; null (recommended) has it chosen.
        /// Default: null.
        /// </summary>
        public double? Temperature { get; set; }

        /// <summary>
        /// Confidence, in [0.5, 1), of the lower bound that the policy is chosen by: the higher, the nearer the policy stays to what was
        /// tried often. Default: 0.95.
        /// </summary>
        public double ConfidenceLevel { get; set; } = 0.95;

        /// <summary>
        /// Penalty, at least 0, on the values' weights of features in units of their own size, in rows: as much as that many rows that say
        /// that a feature does not matter. Default: 1.
        /// </summary>
        public double L2Regularization { get; set; } = 1;

        /// <summary>Number of folds, from 2 to 100. Default: 3.</summary>
        public int NumberOfFolds { get; set; } = 3;

        /// <summary>
        /// When values at a temperature rest: their root mean square change in a step, in temperatures, in (0, 1]. Default: 0.1.
        /// </summary>
        public double Tolerance { get; set; } = 0.1;

        /// <summary>Most evaluations at each temperature, at least 1: a budget, not a setting to tune. Default: 10.</summary>
        public int MaximumNumberOfIterations { get; set; } = 10;

        /// <summary>
        /// Receives a state for each temperature, on the training thread; its velocity is minus the value on held-out episodes. Not part
        /// of the JSON. Default: null.
        /// </summary>
        [JsonIgnore]
        public IProgress<LearningState>? Progress { get; set; }

        /// <summary>Ends training with an <see cref="OperationCanceledException"/>. Not part of the JSON. Default: none.</summary>
        [JsonIgnore]
        public CancellationToken CancellationToken { get; set; }

        internal override void Validate()
        {
            base.Validate();
            OptionErrors.Check(Method is not { } method || Enum.IsDefined(method), Method, nameof(Method), "one of the methods, or null");
            OptionErrors.Check(Discount is >= 0 and <= 1, Discount, nameof(Discount), "[0, 1]");
            OptionErrors.Check(
                Temperature is null or (> 0 and < double.PositiveInfinity), Temperature, nameof(Temperature), "(0, ∞) or null");
            OptionErrors.Check(ConfidenceLevel is >= 0.5 and < 1, ConfidenceLevel, nameof(ConfidenceLevel), "[0.5, 1)");
            OptionErrors.Check(
                L2Regularization is >= 0 and < double.PositiveInfinity, L2Regularization, nameof(L2Regularization), "[0, ∞)");
            OptionErrors.Check(NumberOfFolds is >= 2 and <= 100, NumberOfFolds, nameof(NumberOfFolds), "[2, 100]");
            OptionErrors.Check(Tolerance is > 0 and <= 1, Tolerance, nameof(Tolerance), "(0, 1]");
            OptionErrors.Check(
                MaximumNumberOfIterations >= 1,
                MaximumNumberOfIterations,
                nameof(MaximumNumberOfIterations),
                string.Create(CultureInfo.InvariantCulture, $"[1, {int.MaxValue}]"));
        }

        /// <summary>A copy, which reads no probabilities.</summary>
        internal Options Copy()
        {
            var copy = (Options)MemberwiseClone();
            copy.ProbabilityColumnName = null;
            return copy;
        }

        internal FittedQSettings ToSettings() => new(
            Method,
            Discount,
            Temperature,
            ConfidenceLevel,
            L2Regularization,
            NumberOfFolds,
            Tolerance,
            MaximumNumberOfIterations,
            Seed);
    }
}
