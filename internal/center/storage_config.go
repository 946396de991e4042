package center

// StorageConfig says where recordings, transcripts, reports or streams of one
// type are to go. It is kept and shown; nothing is written there.
type StorageConfig struct {
	ID           string
	ResourceType string // what is stored; each type has one place at most
	StorageType  string // S3, KINESIS_VIDEO_STREAM, KINESIS_STREAM or KINESIS_FIREHOSE
	Bucket       string // of S3
	Prefix       string // of S3 and video streams
	KeyID        string // of an encryption key; empty: none
	Retention    int32  // hours, of video streams
	StreamARN    string // of streams and firehoses
	Request      Request
	Stamp        Stamp
}

// RecordKind implements Record.
func (c *StorageConfig) RecordKind() ResourceKind { return KindStorageConfig }

// RecordKey implements Record.
func (c *StorageConfig) RecordKey() string { return c.ID }

// ResourceName returns the type of what is stored.
func (c *StorageConfig) ResourceName() string { return c.ResourceType }

// MadeBy returns the request that made the configuration.
func (c *StorageConfig) MadeBy() Request { return c.Request }

// ResourceStamp implements Resource.
func (c *StorageConfig) ResourceStamp() *Stamp { return &c.Stamp }

func (c *StorageConfig) check(*Directory) error { return nil }
