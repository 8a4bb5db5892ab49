namespace LagrangeMLNet.Control.Rewards;

/// <summary>
/// Ridge regression of the rewards of some rows, solved exactly for any penalty λ and without any one fold: minimises
/// ‖y − Z·w‖² + λ·‖w − w₀‖², w₀ what is believed without these rows.
/// </summary>
internal interface IRidgeGroup
{
    /// <summary>
    /// The two parts of the log-evidence of λ: the penalised residual sum of squares, and ½·ln det λI − ½·ln det(ZᵀZ + λI).
    /// </summary>
    (double Residual, double Determinant) Evidence(double[] center, double penalty);

    /// <summary>w, without the rows of a fold; −1 for all rows.</summary>
    double[] Solve(double[] center, double penalty, int withoutFold);
}
