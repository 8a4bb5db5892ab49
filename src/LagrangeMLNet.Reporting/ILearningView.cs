using LagrangeMLNet.Mechanics;

namespace LagrangeMLNet.Reporting;

/// <summary>A way to show a learning path on a console.</summary>
internal interface ILearningView : IDisposable
{
    /// <summary>Shows a state.</summary>
    /// <param name="state">The state reached.</param>
    /// <param name="shareLearnt">Share of the learnable that has been learnt, 0 to 1; NaN while unknown.</param>
    void Show(LearningState state, double shareLearnt);
}
