namespace LagrangeMLNet.AutoML.Data;

/// <summary>What is predicted.</summary>
internal enum SweepTask
{
    Binary,
    Multiclass,
    Regression,
}
