namespace LagrangeMLNet.Boosting;

/// <summary>A way to divide a leaf.</summary>
/// <param name="Column">Number of the column; −1 where there is none worth it.</param>
/// <param name="Bin">Last bin that goes left.</param>
/// <param name="MissingLeft">Whether missing values go left.</param>
/// <param name="Gain">By how much the loss of the rows falls with full steps, less what chance would give. Unit: nat.</param>
/// <param name="LeftSum">Sum of the left rows' pairs.</param>
internal readonly record struct Split(int Column, int Bin, bool MissingLeft, double Gain, long LeftSum)
{
    public static Split None { get; } = new(-1, 0, false, 0, 0);

    /// <summary>The better of two; of equal ones that of the first column.</summary>
    public static Split Better(in Split a, in Split b) =>
        b.Column < 0 || (a.Column >= 0 && (a.Gain > b.Gain || (a.Gain == b.Gain && a.Column < b.Column))) ? a : b;
}
