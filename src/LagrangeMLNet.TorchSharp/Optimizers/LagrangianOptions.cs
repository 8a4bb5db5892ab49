using LagrangeMLNet.Mechanics;
using TorchSharp.Modules;

namespace LagrangeMLNet.Optimizers;

/// <summary>Settings of a <see cref="LagrangianOptimizer"/> or of one of its parameter groups. Nothing has to be set.</summary>
/// <example>
/// <code>
/// var adamW = LagrangianOptimizer.Diagonal(module.parameters(), new LagrangianOptions { LearningRate = 0.001, WeightDecay = 0.01 });
/// </code>
/// </example>
public sealed class LagrangianOptions : OptimizerOptions
{
    /// <summary>
    /// Whether the step length is found by the kinematics: true where no learning rate was given when the group was added.
    /// <see cref="OptimizerOptions.LearningRate"/> is then a factor on the length found, 1 unless a scheduler changes it.
    /// </summary>
    public bool FindsStepLength { get; internal set; }

    /// <summary>Power p in θ̇ = −F^(−p)∇ℓ; default 1/2.</summary>
    public FisherExponent Exponent { get; set; } = FisherExponent.Half;

    /// <summary>Over which labels F is averaged; default the observed ones.</summary>
    public FisherInformation Information { get; set; }

    /// <summary>
    /// Momentum, 0 (none) to below 1. With a set learning rate it is the retention β₁ of the moving average of the gradient (Adam); default
    /// 0.9. Where the step length is found it is the weight of the path's mean in the point where gradients are taken (Defazio et al., The
    /// Road Less Scheduled, 2024), which does the same and makes a schedule superfluous; default 0.8.
    /// </summary>
    public double? Momentum
    {
        get;
        set => field = value is { } share ? OptimizerErrors.Share(share, nameof(Momentum)) : null;
    }

    /// <summary>Retention β₂ of the moving average of the Fisher information, 0 to below 1; default 0.999, or 0.95 where F is more than
    /// a diagonal.</summary>
    public double? FisherRetention
    {
        get;
        set => field = value is { } share ? OptimizerErrors.Share(share, nameof(FisherRetention)) : null;
    }

    /// <summary>Whether the averages are corrected for their start at 0; default true. RMSprop doesn't.</summary>
    public bool CorrectsBias { get; set; } = true;

    /// <summary>
    /// Decoupled weight decay λ (Loshchilov and Hutter, 2019): each step also takes away λ × step length × θ. 0 or more; default 0.
    /// </summary>
    public double WeightDecay
    {
        get;
        set => field = OptimizerErrors.NotNegative(value, nameof(WeightDecay));
    }

    /// <summary>Damping ε, 0 or more; default 1e-8. Its unit depends on <see cref="DampingPlacement"/>.</summary>
    public double Damping
    {
        get;
        set => field = OptimizerErrors.NotNegative(value, nameof(Damping));
    } = 1e-8;

    /// <summary>Where the damping enters; default outside the root, as in Adam.</summary>
    public DampingPlacement DampingPlacement { get; set; }

    /// <summary>
    /// Whether a Kronecker-factored or full step keeps its direction but takes, tensor by tensor, the length of the diagonal metric's step
    /// (grafting: Agarwal et al., 2020); default false. Costs one more average per parameter.
    /// </summary>
    public bool GraftsDiagonal { get; set; }

    /// <summary>Whether the objective should rise; default false.</summary>
    public bool Maximises { get; set; }

    /// <summary>
    /// Kronecker, full: every how many steps the eigenbasis is looked at, at least 1; default 10 (Kronecker) or 1 (full). With
    /// exponent 1/2 a matrix with one side beyond <see cref="MaximumFactorSize"/> has a root in place of a basis, renewed at every second
    /// of these.
    /// </summary>
    public int? RefreshInterval
    {
        get;
        set => field = value is { } steps ? OptimizerErrors.AtLeastOne(steps, nameof(RefreshInterval)) : null;
    }

    /// <summary>
    /// Kronecker: a basis is renewed when the share of its factor's norm that lies off the diagonal exceeds this; 0 (always) to 1; default
    /// 0.1.
    /// </summary>
    public double DriftTolerance
    {
        get;
        set => field = value is >= 0 and <= 1
            ? value
            : throw OptimizerErrors.OutOfRange(nameof(DriftTolerance), value, "DriftTolerance is a share: set it between 0 and 1.");
    } = 0.1;

    /// <summary>
    /// Kronecker: longest side of a matrix that gets a factor, at least 1; default 512. A longer side (a vocabulary, an image) gets none;
    /// the spectrum is then measured along it coordinate by coordinate.
    /// </summary>
    public int MaximumFactorSize
    {
        get;
        set => field = OptimizerErrors.AtLeastOne(value, nameof(MaximumFactorSize));
    } = 512;

    /// <summary>Full: most parameters that a group may have, at least 1; default 4,096 (a matrix of 64 MiB in single precision).</summary>
    public int MaximumParameters
    {
        get;
        set => field = OptimizerErrors.AtLeastOne(value, nameof(MaximumParameters));
    } = 4096;

    internal double MomentumOrDefault => Momentum ?? (FindsStepLength ? 0.8 : 0.9);

    internal double Retention(FisherStructure structure) => FisherRetention ?? (structure == FisherStructure.Diagonal ? 0.999 : 0.95);

    internal int Interval(FisherStructure structure) => RefreshInterval ?? (structure == FisherStructure.Kronecker ? 10 : 1);

    internal LagrangianOptions Copy() => (LagrangianOptions)MemberwiseClone();

    /// <summary>Turns "no learning rate" into a factor of 1 on the length found, because schedulers need a number.</summary>
    internal void Settle()
    {
        if (LearningRate is { } rate)
            OptimizerErrors.NotNegative(rate, nameof(LearningRate));
        else
            (FindsStepLength, LearningRate) = (true, 1);
        InitialLearningRate = LearningRate!.Value;
    }

    /// <inheritdoc/>
    public override void SaveStateDict(BinaryWriter writer)
    {
        base.SaveStateDict(writer);
        writer.Write(FindsStepLength);
        writer.Write((int)Exponent);
        writer.Write((int)Information);
        writer.Write(Momentum ?? double.NaN);
        writer.Write(FisherRetention ?? double.NaN);
        writer.Write(CorrectsBias);
        writer.Write(WeightDecay);
        writer.Write(Damping);
        writer.Write((int)DampingPlacement);
        writer.Write(GraftsDiagonal);
        writer.Write(Maximises);
        writer.Write(RefreshInterval ?? 0);
        writer.Write(DriftTolerance);
        writer.Write(MaximumFactorSize);
        writer.Write(MaximumParameters);
    }

    /// <inheritdoc/>
    public override void LoadStateDict(BinaryReader reader)
    {
        base.LoadStateDict(reader);
        FindsStepLength = reader.ReadBoolean();
        Exponent = (FisherExponent)reader.ReadInt32();
        Information = (FisherInformation)reader.ReadInt32();
        Momentum = NumberOrNull(reader);
        FisherRetention = NumberOrNull(reader);
        CorrectsBias = reader.ReadBoolean();
        WeightDecay = reader.ReadDouble();
        Damping = reader.ReadDouble();
        DampingPlacement = (DampingPlacement)reader.ReadInt32();
        GraftsDiagonal = reader.ReadBoolean();
        Maximises = reader.ReadBoolean();
        RefreshInterval = reader.ReadInt32() is var interval && interval == 0 ? null : interval;
        DriftTolerance = reader.ReadDouble();
        MaximumFactorSize = reader.ReadInt32();
        MaximumParameters = reader.ReadInt32();
    }

    /// <inheritdoc/>
    public override void LoadStateDict(OptimizerOptions source)
    {
        base.LoadStateDict(source);
        if (source is not LagrangianOptions other)
            throw OptimizerErrors.OtherKind(source.GetType());
        FindsStepLength = other.FindsStepLength;
        Exponent = other.Exponent;
        Information = other.Information;
        Momentum = other.Momentum;
        FisherRetention = other.FisherRetention;
        CorrectsBias = other.CorrectsBias;
        WeightDecay = other.WeightDecay;
        Damping = other.Damping;
        DampingPlacement = other.DampingPlacement;
        GraftsDiagonal = other.GraftsDiagonal;
        Maximises = other.Maximises;
        RefreshInterval = other.RefreshInterval;
        DriftTolerance = other.DriftTolerance;
        MaximumFactorSize = other.MaximumFactorSize;
        MaximumParameters = other.MaximumParameters;
    }

    private static double? NumberOrNull(BinaryReader reader) => reader.ReadDouble() is var number && double.IsNaN(number) ? null : number;
}
