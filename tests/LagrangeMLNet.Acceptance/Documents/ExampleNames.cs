namespace LagrangeMLNet.Documents;

/// <summary>
/// The names that fragments in documents and documentation comments may use without saying what they are. CONTRIBUTING.md lists them for
/// those who write documents. Torch's have a class of their own: its static fields load a native library when they are touched.
/// </summary>
internal static class ExampleNames
{
    public const string Usings = """
        global using LagrangeMLNet.AutoML;
        global using LagrangeMLNet.AutoML.Candidates;
        global using LagrangeMLNet.Boosting;
        global using LagrangeMLNet.Control.Data;
        global using LagrangeMLNet.Control.Evaluation;
        global using LagrangeMLNet.Control.Policies;
        global using LagrangeMLNet.Control.Ranking;
        global using LagrangeMLNet.Control.Trainers;
        global using LagrangeMLNet.Design;
        global using LagrangeMLNet.Labeling;
        global using LagrangeMLNet.Mechanics;
        global using LagrangeMLNet.Optimizers;
        global using LagrangeMLNet.Reporting;
        global using LagrangeMLNet.Runtime;
        global using LagrangeMLNet.Sweeps;
        global using LagrangeMLNet.Tables;
        global using LagrangeMLNet.Trainers;
        global using LagrangeMLNet.Training;
        global using Microsoft.ML;
        global using Microsoft.ML.Data;
        global using TorchSharp;
        global using static Names;
        global using static TorchNames;
        """;

    public const string Source = """
        public sealed class Customer
        {
            public bool Label { get; set; }
            public float Months { get; set; }
            public float Calls { get; set; }
        }

        public sealed class Prediction
        {
            public bool PredictedLabel { get; set; }
            public float Probability { get; set; }
        }

        public sealed class LoggedDecision
        {
            [VectorType(2)] public float[] Features { get; set; } = [];
            public string Action { get; set; } = "";
            public float Reward { get; set; }
            public float Probability { get; set; }
        }

        public sealed class LoggedStep
        {
            [VectorType(2)] public float[] Features { get; set; } = [];
            public string Action { get; set; } = "";
            public float Reward { get; set; }
            public float Probability { get; set; }
            [VectorType(2)] public float[] NextFeatures { get; set; } = [];
            public bool Terminal { get; set; }
            public int Episode { get; set; }
            public int Step { get; set; }
        }

        static class Names
        {
            public static readonly MLContext mlContext = new(seed: 1);
            public static readonly IDataView table = mlContext.Data.LoadFromEnumerable(Enumerable.Range(0, 600).Select(i => new Customer
            {
                Label = (i * 7919 % 101) + (3 * (i % 12)) < 60,
                Months = i * 31 % 60,
                Calls = i % 12,
            }));
            public static readonly IEstimator<ITransformer> features = mlContext.Transforms.Concatenate("Features", "Months", "Calls");
            /// Rows with the columns Label (Boolean) and Features.
            public static readonly IDataView rows = features.Fit(table).Transform(table);
            public static readonly IDataView train = mlContext.Data.TakeRows(rows, 400), validation = mlContext.Data.SkipRows(rows, 400);
            public static readonly IDataView numbers = Labelled(mlContext.Transforms.CopyColumns("Label", "Calls"));
            public static readonly IDataView classes = Labelled(mlContext.Transforms.Conversion.MapValueToKey("Label", "Calls"));
            public static readonly IDataView pool = rows, labeled = mlContext.Data.TakeRows(rows, 20);
            /// A log of decisions: Features, Action (a key), Reward and Probability.
            public static readonly IDataView pastDecisions = Decisions(0, 400), laterDecisions = Decisions(400, 400);
            /// A log of steps: the same, NextFeatures, Terminal, Episode and Step.
            public static readonly IDataView pastSteps = Steps(0, 60), laterSteps = Steps(60, 60);
            public static readonly Customer customer = new() { Months = 3, Calls = 9 };
            public static readonly CancellationToken cancellationToken = default;
            public static readonly LagrangianLogisticRegressionBinaryTrainer trainer =
                mlContext.BinaryClassification.Trainers.LagrangianLogisticRegression();
            public static readonly ITransformer model = trainer.Fit(rows);
            public static readonly LearningReport report = trainer.LastReport!;
            public static SweepResult result = null!;
            /// Answers for pending rows, in the place of people.
            public static IEnumerable<float> Ask(IDataView pending) => pending.GetColumn<float>("Calls").Select(calls => 2 * calls);
            private static IDataView Decisions(int first, int count)
            {
                var log = Enumerable.Range(first, count).Select(i => new LoggedDecision
                {
                    Features = [i * 7919 % 101 / 100f, i * 31 % 60 / 60f],
                    Action = $"offer {i * 2503 % 7 % 2}",
                    Reward = (i * 7919 % 101 > 50) == (i * 2503 % 7 % 2 == 0) ? 1 : 0,
                    Probability = i * 2503 % 7 % 2 == 0 ? 4 / 7f : 3 / 7f,
                });
                return mlContext.Transforms.Conversion.MapValueToKey("Action", keyOrdinality: Microsoft.ML.Transforms
                    .ValueToKeyMappingEstimator.KeyOrdinality.ByValue).Fit(mlContext.Data.LoadFromEnumerable(log))
                    .Transform(mlContext.Data.LoadFromEnumerable(log));
            }
            private static IDataView Steps(int first, int count)
            {
                var log = Enumerable.Range(first, count).SelectMany(episode => Enumerable.Range(0, 5).Select(step => new LoggedStep
                {
                    Features = [step / 5f, episode * 31 % 60 / 60f],
                    Action = (episode + step) * 2503 % 7 % 2 == 0 ? "wait" : "order",
                    Reward = (episode * 7919 % 101 > 50) == ((episode + step) * 2503 % 7 % 2 == 0) ? 1 : 0,
                    Probability = 0.5f,
                    NextFeatures = [(step + 1) / 5f, episode * 31 % 60 / 60f],
                    Terminal = step == 4,
                    Episode = episode,
                    Step = step,
                }));
                return mlContext.Transforms.Conversion.MapValueToKey("Action", keyOrdinality: Microsoft.ML.Transforms
                    .ValueToKeyMappingEstimator.KeyOrdinality.ByValue).Fit(mlContext.Data.LoadFromEnumerable(log))
                    .Transform(mlContext.Data.LoadFromEnumerable(log));
            }
            private static IDataView Labelled<T>(IEstimator<T> label) where T : class, ITransformer => label.Fit(rows).Transform(rows);
        }

        static class TorchNames
        {
            public static torch.nn.Module<torch.Tensor, torch.Tensor> module = null!;
            public static IEnumerable<(torch.Tensor Inputs, torch.Tensor Labels)> batches = [];
            public static torch.Tensor heldOutInputs = null!, heldOutLabels = null!;
        }
        """;
}
