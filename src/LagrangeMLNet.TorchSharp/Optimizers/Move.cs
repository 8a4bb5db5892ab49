using TorchSharp;

namespace LagrangeMLNet.Optimizers;

/// <summary>One tensor's part of a step.</summary>
/// <param name="State">What is remembered of the parameter.</param>
/// <param name="Parameter">The parameter, or its copy with more digits: what is moved.</param>
/// <param name="Direction">F^(−p) times the gradient or its average.</param>
internal readonly record struct Move(ParameterState State, torch.Tensor Parameter, Direction Direction);
