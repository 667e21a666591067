namespace BackendInfra.Core.Triggers;

/// <summary>When an app's own code runs; several of them are what a class has.</summary>
[Flags]
public enum TriggerKinds
{
    None = 0,
    BeforeSave = 1 << 0,
    AfterSave = 1 << 1,
    BeforeDelete = 1 << 2,
    AfterDelete = 1 << 3,
    BeforeFind = 1 << 4,
    AfterFind = 1 << 5,
    BeforeLogin = 1 << 6,
    AfterLogin = 1 << 7,
    AfterLogout = 1 << 8,
    BeforePasswordResetRequest = 1 << 9,
    Find = BeforeFind | AfterFind,
}
