package center

// Integration is an application that an instance works with. It is kept and
// shown; nothing here talks to it.
type Integration struct {
	ID              string
	Type            string // by the API's names
	ApplicationARN  string
	ApplicationURL  string
	ApplicationName string
	Source          string
	UseCases        []UseCase
	Tags            map[string]string
	Stamp           Stamp
}

// UseCase is what an integration is used for.
type UseCase struct {
	ID   string
	Type string // once in each integration
	Tags map[string]string
}

// RecordKind implements Record.
func (i *Integration) RecordKind() ResourceKind { return KindIntegration }

// RecordKey implements Record.
func (i *Integration) RecordKey() string { return i.ID }

// ResourceName returns type and application: an application is integrated once.
func (i *Integration) ResourceName() string { return i.Type + " " + i.ApplicationARN }

// ResourceStamp implements Resource.
func (i *Integration) ResourceStamp() *Stamp { return &i.Stamp }

func (i *Integration) check(*Directory) error { return nil }
