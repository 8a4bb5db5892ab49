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
/// Learns which action to take in a context from a log of decisions: the softmax policy of linear scores that earns most by doubly robust
/// rewards, kept near the logging policy where the log tells little.
/// </summary>
/// <remarks>
/// Maximises mean[ Σ_a π(a|x)·R(x, a) ] − τ·KL(π ‖ π₀) along falling temperatures τ, and takes the one whose improvement over the logging
/// policy has the greatest lower confidence bound on held-out rows; where none surely improves, the model is the logging policy. The
/// model is
/// the one ML.NET's own maximum entropy trainers return: <c>Score</c> holds the probability of each action, <c>PredictedLabel</c> the best.
/// </remarks>
public sealed class LagrangianPolicyTrainer : ITrainerEstimator<Transformer, Model>
{
    private static readonly TrainerInfo PolicyInfo = MLNetInternals.NewTrainerInfo(
        normalization: false, calibration: false, caching: false, supportValid: false, supportIncrementalTrain: false, supportTest: false);

    private readonly MLContext _context;
    private readonly IHostEnvironment _environment;
    private readonly IHost _host;
    private readonly Options _options;
    private readonly IEstimator<ITransformer> _stock;

    internal LagrangianPolicyTrainer(MLContext context, Options options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _context = context;
        _environment = MLNetInternals.GetEnvironment(context.MulticlassClassification);
        _host = _environment.Register("LagrangianPolicy");
        _options = options.Copy();
        _stock = StockSchema.MaximumEntropy(options.ActionColumnName, options.FeatureColumnName, null);
    }

    /// <inheritdoc/>
    public TrainerInfo Info => PolicyInfo;

    /// <summary>What the last successful fit did; null before it, and after one that failed.</summary>
    public PolicyReport? LastReport { get; private set; }

    /// <summary>Learns a policy.</summary>
    /// <param name="input">A log of decisions.</param>
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
            _host, _environment, new TrainingWatch.Subject("LagrangianPolicy", false, null), _options.Progress, _options.CancellationToken);
        channel.Hooks.CheckAlive();
        var log = DecisionReader.Read(_context, input, _options);
        var (policy, report) = new PolicyLearner(_context, log, _options.ToSettings(), channel.Hooks).Learn();
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

    /// <summary>Options of <see cref="LagrangianPolicyTrainer"/>; every default serves.</summary>
    /// <example>
    /// <code>
    /// var options = new LagrangianPolicyTrainer.Options { Seed = 7 };
    /// var policy = mlContext.Control().Trainers.LagrangianPolicy(options).Fit(pastDecisions);
    /// </code>
    /// </example>
    public sealed class Options : DecisionLogOptions
    {
        /// <summary>
        /// Temperature τ above 0, in units of the reward per nat of divergence from the logging policy; null (recommended) has it chosen.
        /// Default: null.
        /// </summary>
        public double? Temperature { get; set; }

        /// <summary>
        /// Confidence, in [0.5, 1), of the lower bound that the temperature is chosen by: the higher, the nearer the policy stays to what
        /// was tried often. Default: 0.95.
        /// </summary>
        public double ConfidenceLevel { get; set; } = 0.95;

        /// <summary>Number of folds, from 2 to 100. Default: 5.</summary>
        public int NumberOfFolds { get; set; } = 5;

        /// <summary>
        /// When a temperature's policy is learnt: the share, in (0, 1], of the statistical error of the mean reward that a further step
        /// must promise to be taken. Default: 0.01.
        /// </summary>
        public double Tolerance { get; set; } = 0.01;

        /// <summary>Most steps at each temperature, at least 1: a budget, not a setting to tune. Default: 100.</summary>
        public int MaximumNumberOfIterations { get; set; } = 100;

        /// <summary>
        /// Receives a state for each temperature, on the training thread; its velocity is minus the reward per decision on held-out rows.
        /// Not part of the JSON. Default: null.
        /// </summary>
        [JsonIgnore]
        public IProgress<LearningState>? Progress { get; set; }

        /// <summary>Ends training with an <see cref="OperationCanceledException"/>. Not part of the JSON. Default: none.</summary>
        [JsonIgnore]
        public CancellationToken CancellationToken { get; set; }

        internal override void Validate()
        {
            base.Validate();
            OptionErrors.Check(
                Temperature is null or (> 0 and < double.PositiveInfinity), Temperature, nameof(Temperature), "(0, ∞) or null");
            OptionErrors.Check(ConfidenceLevel is >= 0.5 and < 1, ConfidenceLevel, nameof(ConfidenceLevel), "[0.5, 1)");
            OptionErrors.Check(NumberOfFolds is >= 2 and <= 100, NumberOfFolds, nameof(NumberOfFolds), "[2, 100]");
            OptionErrors.Check(Tolerance is > 0 and <= 1, Tolerance, nameof(Tolerance), "(0, 1]");
            OptionErrors.Check(
                MaximumNumberOfIterations >= 1,
                MaximumNumberOfIterations,
                nameof(MaximumNumberOfIterations),
                string.Create(CultureInfo.InvariantCulture, $"[1, {int.MaxValue}]"));
        }

        internal Options Copy() => (Options)MemberwiseClone();

        internal PolicySettings ToSettings() =>
            new(Temperature, ConfidenceLevel, NumberOfFolds, Tolerance, MaximumNumberOfIterations, Seed);
    }
}
