namespace LagrangeMLNet.Control.Data;

/// <summary>A feature by its name.</summary>
/// <param name="Name">Name; that of a text is <c>name=text</c>, its value 1.</param>
/// <param name="Value">Value; what is not named is 0.</param>
public readonly record struct NamedFeature(string Name, float Value);
