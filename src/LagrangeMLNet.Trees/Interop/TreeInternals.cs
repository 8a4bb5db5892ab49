using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.ML.Calibrators;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;
using Microsoft.ML.Trainers.FastTree;

namespace LagrangeMLNet.Interop;

/// <summary>The only file that knows the internals of ML.NET's tree models: what they are made from is not public.</summary>
internal static class TreeInternals
{
    private const string Tree = "Microsoft.ML.Trainers.FastTree.InternalRegressionTree, Microsoft.ML.FastTree";
    private const string TreeEnsemble = "Microsoft.ML.Trainers.FastTree.InternalTreeEnsemble, Microsoft.ML.FastTree";
    private const string Softmax = "Microsoft.ML.Trainers.OneVersusAllModelParameters+ImplSoftmax, Microsoft.ML.StandardTrainers";
    private const string SoftmaxBase = "Microsoft.ML.Trainers.OneVersusAllModelParameters+ImplBase, Microsoft.ML.StandardTrainers";
    private const string Predictors = "Microsoft.ML.IPredictorProducing`1[[System.Single, System.Private.CoreLib]][], Microsoft.ML.Core";

    /// <summary>Makes a tree. A child is the number of a node, or ~leaf; a missing value counts as the node's own default.</summary>
    [UnsafeAccessor(UnsafeAccessorKind.StaticMethod, Name = "Create")]
    [return: UnsafeAccessorType(Tree)]
    public static extern object NewTree(
        [UnsafeAccessorType(Tree)] object? anchor,
        int numLeaves,
        int[] splitFeatures,
        double[] splitGain,
        float[] rawThresholds,
        float[] defaultValueForMissing,
        int[] lteChild,
        int[] gtChild,
        double[] leafValues,
        int[][] categoricalSplitFeatures,
        bool[] categoricalSplit);

    [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
    [return: UnsafeAccessorType(TreeEnsemble)]
    public static extern object NewEnsemble();

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "AddTree")]
    public static extern void AddTree([UnsafeAccessorType(TreeEnsemble)] object ensemble, [UnsafeAccessorType(Tree)] object tree);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "GetTreeAt")]
    [return: UnsafeAccessorType(Tree)]
    public static extern object TreeAt([UnsafeAccessorType(TreeEnsemble)] object ensemble, int index);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_NumTrees")]
    public static extern int CountOf([UnsafeAccessorType(TreeEnsemble)] object ensemble);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_TrainedEnsemble")]
    [return: UnsafeAccessorType(TreeEnsemble)]
    public static extern object EnsembleOf(TreeEnsembleModelParameters model);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "NumFeatures")]
    public static extern ref int FeaturesOf(TreeEnsembleModelParameters model);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "GetOutput")]
    public static extern double Output([UnsafeAccessorType(TreeEnsemble)] object ensemble, in VBuffer<float> features);

    [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
    public static extern FastTreeBinaryModelParameters NewBinaryModel(
        IHostEnvironment env, [UnsafeAccessorType(TreeEnsemble)] object trainedEnsemble, int featureCount, string? innerArgs);

    [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
    public static extern FastTreeRegressionModelParameters NewRegressionModel(
        IHostEnvironment env, [UnsafeAccessorType(TreeEnsemble)] object trainedEnsemble, int featureCount, string? innerArgs);

    /// <summary>A model whose score is the exponential of the trees' sum.</summary>
    [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
    public static extern FastTreeTweedieModelParameters NewExponentialModel(
        IHostEnvironment env, [UnsafeAccessorType(TreeEnsemble)] object trainedEnsemble, int featureCount, string? innerArgs);

    /// <summary>What a model of a score a class is made from: probabilities are the softmax of the scores.</summary>
    [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
    [return: UnsafeAccessorType(Softmax)]
    public static extern object NewSoftmax([UnsafeAccessorType(Predictors)] object predictors);

    [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
    public static extern OneVersusAllModelParameters NewOneVersusAll(IHostEnvironment env, [UnsafeAccessorType(SoftmaxBase)] object impl);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_SubModelParameters")]
    public static extern ImmutableArray<object> PartsOf(OneVersusAllModelParameters model);

    /// <summary>Generic models: an accessor finds a generic type only from inside a generic class.</summary>
    public static class Calibrated<TSubModel, TCalibrator>
        where TSubModel : class
        where TCalibrator : class, ICalibrator
    {
        /// <summary>
        /// Makes the internal type behind <see cref="CalibratedModelParametersBase{TSubModel, TCalibrator}"/> that ML.NET gives its trees.
        /// </summary>
        [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
        [return: UnsafeAccessorType("Microsoft.ML.Calibrators.FeatureWeightsCalibratedModelParameters`2[[!0],[!1]], Microsoft.ML.Data")]
        public static extern object NewModel(IHostEnvironment env, TSubModel predictor, TCalibrator calibrator);
    }
}
